package org.countersign.centre.silence;

import java.util.OptionalLong;
import org.countersign.centre.condition.Standing;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.jspecify.annotations.Nullable;

/** One station's life signs. Some 100 bytes while it is heard. */
final class Pulse {

  /** Heartbeats in a row that must agree before a clock counts as wrong. */
  private static final int SURE = 3;

  /** Two heartbeats agree about a clock within so much. */
  private static final long STEADY = 10_000;

  private static final long NEVER = Long.MIN_VALUE;

  final EdgeNodeDescriptor node;
  Standing standing = Standing.HEARD;

  /** Monotonic milliseconds. */
  long heard;

  /** Milliseconds between two heartbeats; 0 if it has none. */
  int every;

  /** Where the wheel holds it; a place that it left is passed over. */
  long tick = PulseWheel.NOWHERE;

  /** When its newest silence began that is counted in its circles; wall time. */
  OptionalLong begun = OptionalLong.empty();

  /** Whether an end of its silence waits to be forgotten. */
  boolean remembered;

  /** The broker's last word, and when it came; wall time. */
  Parting parting = Parting.UNTOLD;

  long partingAt;

  /** Of its clock before the centre's, in milliseconds. */
  long ahead;

  @Nullable Circle site;
  @Nullable OpenSilence open;

  private long beatAt = NEVER;
  private int wrong;

  Pulse(EdgeNodeDescriptor node) {
    this.node = node;
  }

  /** The moment at which the next heartbeat is missed; one and a half of them after the last. */
  long missedAt(long since) {
    return Math.max(heard, since) + every + every / 2;
  }

  /** When a session without a word counts as hung: later than any broker sends a will. */
  long hungAt(long since) {
    return Math.max(heard, since) + 2L * every + 10_000;
  }

  /**
   * A heartbeat says its time. Of several that come at once, since a slow line held them back, only
   * the first counts.
   *
   * @param ahead its time before the centre's
   * @param limit what is not wrong yet
   */
  void clockSaid(long ahead, long limit, long now) {
    if (Math.abs(ahead) <= limit) {
      wrong = 0;
    } else if (beatAt != NEVER && now - beatAt < every / 2) {
      return;
    } else {
      wrong = wrong > 0 && Math.abs(ahead - this.ahead) <= STEADY ? Math.min(wrong + 1, SURE) : 1;
    }
    this.ahead = ahead;
    beatAt = now;
  }

  /** What it is while it is heard. */
  Standing heardStanding() {
    return wrong == SURE ? Standing.CLOCK_WRONG : Standing.HEARD;
  }
}
