package org.countersign.station.config;

/**
 * The serials a station may give: prefix and a number with leading zeros, as many digits as the
 * last one has.
 *
 * @param prefix letters and digits; may be empty
 * @param first lowest number
 * @param last highest number
 */
public record SerialRange(String prefix, long first, long last) {

  /** The serial of a number from first to last. */
  public String serial(long number) {
    String digits = Long.toString(number);
    return prefix + "0".repeat(Long.toString(last).length() - digits.length()) + digits;
  }

  /** Whether a number is in the range. */
  public boolean holds(long number) {
    return number >= first && number <= last;
  }

  /** First and last serial. */
  @Override
  public String toString() {
    return serial(first) + " to " + serial(last);
  }
}
