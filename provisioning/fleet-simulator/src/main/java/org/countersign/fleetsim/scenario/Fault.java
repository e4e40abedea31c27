package org.countersign.fleetsim.scenario;

/**
 * A cause that strikes one station.
 *
 * @param station its number in the fleet, from 0; -1 for what is no station's
 * @param from milliseconds after the scenario's begin
 * @param to likewise; {@link Long#MAX_VALUE} if it does not end
 */
public record Fault(int station, Cause cause, long from, long to, FaultRule.Ways ways) {

  /** Station of a fault that is no station's. */
  public static final int NO_STATION = -1;

  /** Whether both are in force at one moment. */
  boolean overlaps(long otherFrom, long otherTo) {
    return from < otherTo && otherFrom < to;
  }
}
