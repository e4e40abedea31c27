package org.countersign.fleetsim.scenario;

/** Takes what really happened. Any thread. */
public interface Truth {

  /** Nobody wants to know. */
  Truth UNKNOWN = entry -> {};

  /**
   * A fault that struck, told when it did. All times are those in messages, milliseconds since
   * 1970-01-01T00:00:00Z.
   *
   * @param at when it was told
   * @param district empty if it is no station's
   * @param station likewise
   * @param capacity what of the station's issuing was left right then: {@code full}, {@code
   *     reduced}, {@code none}; a station that cannot be heard may well make cards
   * @param from when it was to begin
   * @param to when it is to end; {@link Long#MAX_VALUE} if it is not. A simulation that ends before
   *     ends every fault
   */
  record Entry(
      long at, String district, String station, Cause cause, String capacity, long from, long to) {}

  /** Takes one. */
  void tell(Entry entry);
}
