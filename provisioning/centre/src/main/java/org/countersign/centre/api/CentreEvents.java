package org.countersign.centre.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.countersign.http.EventLog;

/**
 * What changes, for event streams in one language. Of overviews the newest alone is kept, of the
 * rest some hundreds, so that a slow reader costs nothing and skips what is old. Any thread.
 */
final class CentreEvents implements EventLog {

  private static final int KEPT = 512;

  private final Deque<Told> told = new ArrayDeque<>();
  private final List<Consumer<? super Event>> listeners = new CopyOnWriteArrayList<>();
  private Optional<Told> overview = Optional.empty();
  private long latest;

  private record Told(long number, String kind, byte[] data) implements Event {}

  /** Tells something that replaces what was told before of its kind. */
  void overview(JsonNode data) {
    tell("overview", data);
  }

  /** Tells something that is to be read by everybody. */
  void event(String kind, JsonNode data) {
    tell(kind, data);
  }

  private synchronized void tell(String kind, JsonNode data) {
    Told event = new Told(++latest, kind, Json.bytes(data));
    if (kind.equals("overview")) {
      overview = Optional.of(event);
    } else {
      told.add(event);
      if (told.size() > KEPT) {
        Told ignored = told.remove();
      }
    }
    // In order, which is why it happens under the lock; a listener returns at once.
    listeners.forEach(listener -> listener.accept(event));
  }

  /** Whether anybody listens. */
  boolean isHeard() {
    return !listeners.isEmpty();
  }

  @Override
  public synchronized long latest() {
    return latest;
  }

  @Override
  public synchronized List<Event> after(long number, int most) {
    List<Told> next = new ArrayList<>(told);
    overview.ifPresent(next::add);
    return next.stream()
        .filter(event -> event.number() > number)
        .sorted(Comparator.comparingLong(Told::number))
        .limit(most)
        .map(Event.class::cast)
        .toList();
  }

  @Override
  public Subscription subscribe(Consumer<? super Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
