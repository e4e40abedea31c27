package org.countersign.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What went over a card's contacts, as the card saw it. One thread at a time.
 *
 * <p>A power-up opens a session; sessions without a command, such as a reader's own look at a new
 * card, leave no trace.
 */
final class Recording {

  /**
   * A command and its response.
   *
   * @param command as it came, 4 bytes and more
   * @param response with its status word
   * @param nanos from the command's last byte to the response's first
   */
  record Exchange(byte[] command, byte[] response, long nanos) {}

  private final List<List<Exchange>> sessions = new ArrayList<>();
  private boolean poweredUp = true;

  /** The chip was powered up or reset. */
  void powerUp() {
    poweredUp = true;
  }

  /** An exchange came to its end. */
  void add(Exchange exchange) {
    if (poweredUp) {
      sessions.add(new ArrayList<>());
      poweredUp = false;
    }
    sessions.getLast().add(exchange);
  }

  /** Exchanges between two power-ups, in order. */
  List<List<Exchange>> sessions() {
    return sessions;
  }

  /** All exchanges in order. */
  List<Exchange> exchanges() {
    return sessions.stream().flatMap(List::stream).toList();
  }

  /** Command and response bytes of all exchanges. */
  long bytes() {
    return exchanges().stream().mapToLong(e -> e.command().length + e.response().length).sum();
  }

  /** Milliseconds that the card itself took, all exchanges together. */
  double cardMillis() {
    return exchanges().stream().mapToLong(Exchange::nanos).sum() / 1e6;
  }
}
