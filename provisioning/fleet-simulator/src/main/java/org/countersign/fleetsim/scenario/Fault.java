package org.countersign.fleetsim.scenario;

import java.time.Duration;
import java.util.Optional;

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

  /** How long an installation takes at most. */
  private static final Duration INSTALLING = Duration.ofMinutes(2);

  /** What a station says that is stopped by this, in order. */
  public Stop stop() {
    return switch (cause) {
      case NEW_VERSION ->
          new Stop("version " + ways.version() + " is installed", Optional.of(INSTALLING));
      case PLANNED -> {
        Optional<Duration> back = ways.stop().back();
        boolean ends = to != Long.MAX_VALUE;
        yield back.isPresent() || !ends
            ? ways.stop()
            : new Stop(ways.stop().reason(), Optional.of(Duration.ofMillis(to - from)));
      }
      default -> Stop.USUAL;
    };
  }

  /** Whether both are in force at one moment. */
  boolean overlaps(long otherFrom, long otherTo) {
    return from < otherTo && otherFrom < to;
  }
}
