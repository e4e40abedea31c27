package org.countersign.centre.silence;

import java.util.OptionalLong;
import org.countersign.centre.state.Station;

/**
 * What a station said before it fell silent. Times are milliseconds since 1970-01-01T00:00:00Z, by
 * its own clock.
 *
 * @param planned why it stops on purpose; empty if it does not
 * @param until when it is expected back
 * @param power {@code mains}, {@code battery}, or empty
 * @param hasBattery whether it would have told a loss of power
 * @param certificateEnds of its link
 * @param clockAhead of the centre's clock, in milliseconds
 */
public record LastWords(
    String planned,
    OptionalLong until,
    String power,
    boolean hasBattery,
    OptionalLong certificateEnds,
    long clockAhead) {

  /** Of a station of which nothing is known. */
  static final LastWords NONE =
      new LastWords("", OptionalLong.empty(), "", false, OptionalLong.empty(), 0);

  /** What a station said so far. */
  static LastWords of(Station station, long clockAhead) {
    return new LastWords(
        station.text("Stop/Planned").orElse(""),
        station.whole("Stop/Until"),
        station.text("Power/Source").orElse(""),
        station.real("Power/Charge").isPresent(),
        station.whole("Certificates/link/Ends"),
        clockAhead);
  }

  boolean onBattery() {
    return power.equals("battery");
  }
}
