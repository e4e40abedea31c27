package org.countersign.centre.alert;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.silence.Why;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.jspecify.annotations.Nullable;

/** An alert of the book, as long as it is open. */
final class OpenAlert {

  /** Between two reasons that are told, in milliseconds. */
  static final long EXPLAINED_EVERY = 60_000;

  final long number;
  final Key key;
  long openedAt;
  long since;
  long lastSeen;
  int stations;
  long waiting;
  boolean unsteady;
  Set<String> districts = Set.of();
  Optional<String> by = Optional.empty();
  long silencedUntil;
  boolean escalated;

  /** Some of its stations, enough to say why they are silent. */
  List<EdgeNodeDescriptor> some = List.of();

  Optional<Verdict> silence = Optional.empty();
  private @Nullable Why told;
  private long explainedAt;

  /** Where and why: what makes two troubles one alert. */
  record Key(Scope scope, Cause cause) {}

  OpenAlert(long number, Key key, long openedAt) {
    this.number = number;
    this.key = key;
    this.openedAt = openedAt;
  }

  /** One from before a restart. */
  static OpenAlert restored(Alert saved, long now) {
    OpenAlert alert =
        new OpenAlert(saved.number(), new Key(saved.scope(), saved.cause()), saved.since());
    alert.since = saved.since();
    alert.lastSeen = now;
    alert.stations = saved.stations();
    alert.waiting = saved.waiting();
    alert.unsteady = saved.unsteady();
    alert.by = saved.acknowledgedBy();
    alert.silencedUntil = saved.silencedUntil();
    alert.escalated = saved.escalated();
    return alert;
  }

  /**
   * Takes why its stations are silent.
   *
   * @return whether it is another reason than was told, and time to tell it
   */
  boolean explain(Verdict verdict, long now) {
    boolean first = silence.isEmpty();
    boolean other = first || told != verdict.why();
    silence = Optional.of(verdict);
    if (!other || !first && now - explainedAt < EXPLAINED_EVERY) {
      return false;
    }
    told = verdict.why();
    explainedAt = now;
    return !first;
  }

  /** Its stations as they are now. */
  void seen(LostGroup group, boolean opens, long now) {
    since = opens ? group.since() : Math.min(since, group.since());
    districts = group.districts();
    stations = group.stations();
    waiting = group.waiting();
    unsteady |= group.unsteady;
    some = group.some();
    lastSeen = now;
  }

  Alert alert() {
    return new Alert(
        number,
        key.scope(),
        key.cause(),
        since,
        stations,
        waiting,
        unsteady,
        by,
        silencedUntil,
        escalated,
        silence);
  }
}
