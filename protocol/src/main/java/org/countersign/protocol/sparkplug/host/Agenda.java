package org.countersign.protocol.sparkplug.host;

import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which Edge Node is due when, at most one entry each; and the places in time at which births may
 * be asked for, so that a fleet is asked one by one.
 */
final class Agenda {

  private static final long MICROS = 1_000;

  private final TreeSet<NodeSession> entries =
      new TreeSet<>(
          Comparator.comparingLong(NodeSession::dueAt).thenComparingInt(NodeSession::number));
  private final long microsBetween;
  private long nextPlace = Long.MIN_VALUE;

  Agenda(int rebirthsPerSecond) {
    this.microsBetween = 1_000_000L / rebirthsPerSecond;
  }

  /** To be called before {@link NodeSession#dueAt} changes. */
  void remove(NodeSession node) {
    if (node.dueAt() != NodeSession.NEVER) {
      entries.remove(node);
    }
  }

  /** To be called after it has changed. */
  void add(NodeSession node) {
    if (node.dueAt() != NodeSession.NEVER) {
      entries.add(node);
    }
  }

  /** The first one that is due. */
  Optional<NodeSession> due(long now) {
    return next() <= now ? Optional.of(entries.first()) : Optional.empty();
  }

  /** When the next one is due; {@link NodeSession#NEVER} if none is. */
  long next() {
    return entries.isEmpty() ? NodeSession.NEVER : entries.first().dueAt();
  }

  /** Nobody waits for a place any more. */
  void forgetPlaces() {
    nextPlace = Long.MIN_VALUE;
  }

  /** The next free place for a request, in milliseconds; now if there is no rush. */
  long place(long now) {
    long place = Math.max(nextPlace, now * MICROS);
    nextPlace = place + microsBetween;
    return Math.floorDiv(place + MICROS - 1, MICROS);
  }
}
