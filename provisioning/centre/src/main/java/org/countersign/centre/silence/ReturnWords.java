package org.countersign.centre.silence;

import java.util.Optional;
import java.util.OptionalLong;
import org.countersign.centre.state.Reading;
import org.countersign.centre.state.Station;
import org.countersign.protocol.sparkplug.MetricValue;

/**
 * What a station says of its silence once it is back. Times are milliseconds since
 * 1970-01-01T00:00:00Z, by the centre's clock as far as the station's is known.
 *
 * @param booted when the operating system started
 * @param started when the service started
 * @param lastClean whether the run before ended in order
 * @param outageTo when it had a session again
 * @param outageReason what its tries met
 */
public record ReturnWords(
    OptionalLong booted,
    OptionalLong started,
    Optional<Boolean> lastClean,
    OptionalLong outageTo,
    String outageReason) {

  /** Of a station that is heard again. */
  static ReturnWords of(Station station, long clockAhead) {
    return new ReturnWords(
        less(station.whole("Box/Booted"), clockAhead),
        less(station.whole("Properties/Started"), clockAhead),
        station
            .reading("Stop/Last Clean")
            .map(Reading::value)
            .filter(MetricValue.Truth.class::isInstance)
            .map(value -> ((MetricValue.Truth) value).value()),
        less(station.whole("Link/Outage To"), clockAhead),
        station.text("Link/Outage Reason").orElse(""));
  }

  private static OptionalLong less(OptionalLong at, long ahead) {
    return at.isPresent() ? OptionalLong.of(at.getAsLong() - ahead) : at;
  }
}
