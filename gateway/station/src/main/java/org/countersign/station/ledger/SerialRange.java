package org.countersign.station.ledger;

/**
 * The serials a station may give: prefix and a number with leading zeros, as many digits as the
 * last one has.
 *
 * @param prefix letters and digits
 * @param first lowest number
 * @param last highest number
 */
public record SerialRange(String prefix, long first, long last) {

  /** How many serials there are. */
  public long size() {
    return last - first + 1;
  }

  /**
   * The serial of a number.
   *
   * @throws LedgerException beyond the last
   */
  public String serial(long number) {
    if (number > last) {
      throw new LedgerException(
          "every serial from "
              + serial(first)
              + " to "
              + serial(last)
              + " is used: ask the centre for a new range and put it in [serials]");
    }
    String digits = Long.toString(number);
    return prefix + "0".repeat(Long.toString(last).length() - digits.length()) + digits;
  }
}
