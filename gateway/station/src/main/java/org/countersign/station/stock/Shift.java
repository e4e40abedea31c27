package org.countersign.station.stock;

import java.util.Optional;

/**
 * One shift.
 *
 * @param number from 1, without gaps
 * @param closing empty while it is open
 */
public record Shift(long number, long openedAtMillis, String openedBy, Optional<Closing> closing) {

  /**
   * Its end.
   *
   * @param digest SHA-256 of the report as it is kept, in hexadecimal; the same stands in the chain
   */
  public record Closing(long atMillis, String by, String digest) {}
}
