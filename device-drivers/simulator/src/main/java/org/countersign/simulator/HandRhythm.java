package org.countersign.simulator;

import java.time.Duration;

/**
 * How a hand moves.
 *
 * @param settle how long a chip that was written to stays without power before it is taken out
 * @param patience the same for a chip that was only read
 * @param gap how long the reader stays empty, before the first card too; pcscd looks about every
 *     400 ms and misses what is shorter
 */
public record HandRhythm(Duration settle, Duration patience, Duration gap) {

  /** 0.3 s, 3 s and 0.6 s. */
  public static final HandRhythm USUAL =
      new HandRhythm(Duration.ofMillis(300), Duration.ofSeconds(3), Duration.ofMillis(600));
}
