package org.countersign.station.clock;

/**
 * Both clocks at a moment when the wall clock was believed.
 *
 * @param millis of the wall clock since 1970
 * @param nanos of the monotonic clock, whose origin nobody knows
 */
public record Mark(long millis, long nanos) {

  private static final long NANOS_A_MILLI = 1_000_000;

  /** What the wall clock should say when the monotonic one says that; milliseconds since 1970. */
  long expected(long nanosNow) {
    return millis + (nanosNow - nanos) / NANOS_A_MILLI;
  }

  boolean isAfter(Mark other) {
    return nanos - other.nanos > 0;
  }
}
