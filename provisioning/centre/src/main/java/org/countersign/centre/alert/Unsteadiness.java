package org.countersign.centre.alert;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Which stations change so often that each change is no news. One thread. */
final class Unsteadiness {

  private final Map<EdgeNodeDescriptor, Deque<Long>> changes = new HashMap<>();
  private final int limit;
  private final long windowMillis;

  Unsteadiness(AlertRules rules) {
    this.limit = rules.unsteadyChanges();
    this.windowMillis = rules.unsteadyWithin().toMillis();
  }

  void changed(EdgeNodeDescriptor station, long now) {
    Deque<Long> times = changes.computeIfAbsent(station, s -> new ArrayDeque<>(limit));
    if (times.size() == limit) {
      times.removeFirst();
    }
    times.addLast(now);
  }

  /** Whether the newest changes, as many as the limit, all fell into the window before now. */
  boolean isUnsteady(EdgeNodeDescriptor station, long now) {
    Deque<Long> times = changes.get(station);
    return times != null && times.size() == limit && now - times.getFirst() < windowMillis;
  }

  /** Forgets stations that have been quiet. */
  void tidy(long now) {
    changes.values().removeIf(times -> now - times.getLast() >= windowMillis);
  }
}
