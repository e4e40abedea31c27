package org.countersign.emulator.encoderprinter;

import java.time.Duration;
import java.util.Map;

/**
 * What a service does that makes a driver's life hard. Immutable.
 *
 * @param slow time before each answer
 * @param piece bytes that an answer is sent in, piece by piece; 0 for all at once
 * @param chatty whether each answer comes in one piece with objects that nobody asked for, one of
 *     them an answer with an id of long ago
 * @param hangsUp whether it hangs up after each answer
 * @param methods names that it takes besides its own, each with the own one
 */
public record Habits(
    Duration slow, int piece, boolean chatty, boolean hangsUp, Map<String, String> methods) {

  /** None of them. */
  public static final Habits GOOD = new Habits(Duration.ZERO, 0, false, false, Map.of());

  /** Copies the map. */
  public Habits {
    methods = Map.copyOf(methods);
  }

  /** With so much time before each answer. */
  public Habits withSlow(Duration time) {
    return new Habits(time, piece, chatty, hangsUp, methods);
  }

  /** With answers in pieces of so many bytes. */
  public Habits withPiece(int bytes) {
    return new Habits(slow, bytes, chatty, hangsUp, methods);
  }

  /** With objects that nobody asked for. */
  public Habits withChatter() {
    return new Habits(slow, piece, true, hangsUp, methods);
  }

  /** With a connection for each request. */
  public Habits withHangingUp() {
    return new Habits(slow, piece, chatty, true, methods);
  }

  /** With names of another maker. */
  public Habits withMethods(Map<String, String> names) {
    return new Habits(slow, piece, chatty, hangsUp, names);
  }
}
