package org.countersign.http;

import java.util.List;
import java.util.function.Consumer;

/**
 * Numbered events, past and coming, of which a client must miss none: an event stream over them can
 * be resumed with {@code Last-Event-ID}.
 */
public non-sealed interface EventLog extends EventSource {

  /** Number of the newest event; 0 without any. */
  long latest();

  /**
   * Events after a number, oldest first. Called on a worker; may wait.
   *
   * @param most at most so many
   */
  List<? extends Event> after(long number, int most);

  /**
   * Calls the listener with every coming event, in order; it returns at once. The subscription ends
   * when the returned handle is closed.
   */
  Subscription subscribe(Consumer<? super Event> listener);

  /** One event. */
  interface Event {

    /** Its number, rising without gaps. */
    long number();

    /** What it is, for the {@code event} field: no line break. */
    String kind();

    /** Its data: one line in UTF-8, for example JSON. Made when a stream writes it. */
    byte[] data();
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
