package org.countersign.simulator;

import java.time.Duration;

/**
 * How long things take.
 *
 * @param perCommand turn-around of reader and chip for each command APDU
 * @param perByte on the line, for each byte of command and response (11 etu at 115,200 baud: 95 us)
 * @param perPage for each EEPROM page of 64 bytes
 * @param feed moving a card to the chip station or away from it
 */
public record Latency(Duration perCommand, Duration perByte, Duration perPage, Duration feed) {

  /** No time at all. */
  public static final Latency NONE =
      new Latency(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Nanoseconds of one exchange. */
  long nanosOf(int bytes, long pages) {
    return perCommand.toNanos() + bytes * perByte.toNanos() + pages * perPage.toNanos();
  }
}
