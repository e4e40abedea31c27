package org.countersign.station.selftest;

/**
 * How many cards the station can make today.
 *
 * @param cards as far as it is known
 * @param limit what ends them first: {@code devices}, {@code blanks}, {@code serials}, {@code
 *     grant}, {@code disk}; {@code stopped} if something stops them all
 */
public record DayCapacity(long cards, String limit) {

  /** Something stops every card. */
  public static final DayCapacity STOPPED = new DayCapacity(0, "stopped");

  /** The smaller one. */
  public DayCapacity and(long other, String otherLimit) {
    return other < cards ? new DayCapacity(Math.max(0, other), otherLimit) : this;
  }
}
