package org.countersign.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Numbered events in memory. */
final class FakeLog implements EventLog {

  private final List<Event> events = new ArrayList<>();
  private final List<Consumer<? super Event>> listeners = new CopyOnWriteArrayList<>();
  private int looks;

  private record Told(long number, String text) implements Event {
    @Override
    public String kind() {
      return "told";
    }

    @Override
    public byte[] data() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Appends an event and tells every listener. */
  synchronized void emit(String text) {
    Event event = new Told(events.size() + 1L, text);
    events.add(event);
    listeners.forEach(listener -> listener.accept(event));
  }

  @Override
  public synchronized long latest() {
    return events.size();
  }

  @Override
  public synchronized List<Event> after(long number, int most) {
    looks++;
    return List.copyOf(events.subList((int) number, (int) Math.min(events.size(), number + most)));
  }

  @Override
  public Subscription subscribe(Consumer<? super Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  int subscribers() {
    return listeners.size();
  }

  /** How often events were read. */
  synchronized int looks() {
    return looks;
  }
}
