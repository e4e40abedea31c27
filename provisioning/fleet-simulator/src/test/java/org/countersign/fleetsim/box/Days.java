package org.countersign.fleetsim.box;

import java.time.Duration;
import java.time.LocalTime;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.FaultRule;

/** Stations and moments for tests. Moment 0 is 08:00; counters are open from 08:30 to 17:30. */
public final class Days {

  /** Time of moment 0 in messages. */
  public static final long T0 = 1_700_000_000_000L;

  private Days() {}

  /** A station of a fleet of 100 in 4 districts. */
  public static SimulatedStation station(int number) {
    return station(number, 7);
  }

  static SimulatedStation station(int number, long seed) {
    OpeningDay day = new OpeningDay(LocalTime.of(8, 0), LocalTime.of(8, 30), LocalTime.of(17, 30));
    return new SimulatedStation(
        StationIdentity.of(number, 100, 4),
        new SimulatedStation.Terms(day, 120, 1, true, "0.1.0", Duration.ofSeconds(30)),
        moment -> T0 + moment,
        seed);
  }

  /** Milliseconds of so many minutes. */
  public static long minutes(long minutes) {
    return Duration.ofMinutes(minutes).toMillis();
  }

  /** A fault as usual. */
  public static Fault fault(Cause cause) {
    return new Fault(0, cause, 0, Long.MAX_VALUE, FaultRule.Ways.USUAL);
  }

  static Fault ofAllDevices(Cause cause) {
    FaultRule.Ways usual = FaultRule.Ways.USUAL;
    return new Fault(0, cause, 0, Long.MAX_VALUE, usual.ofAllDevices());
  }
}
