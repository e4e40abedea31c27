package org.countersign.station.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.countersign.mqtt.Ticker;
import org.countersign.mqtt.Trouble;
import org.countersign.protocol.sparkplug.Metric;

/**
 * What the link itself has to say: that the station lives, whether it goes on purpose, and when
 * nobody could hear it. Link's thread.
 */
public final class LinkFacts implements Facts {

  private static final double NANOS = 1e9;

  private final Duration every;
  private final Ticker ticker;
  private final InstantSource clock;

  private Optional<Instant> beat = Optional.empty();
  private String stuck = "";
  private PlannedStop planned = PlannedStop.NONE;

  /**
   * Since when nobody hears the station, on the monotonic clock, and what its tries met. The clock
   * may be put right meanwhile, as that of a box that was off is.
   */
  private OptionalLong down;

  private Optional<Trouble> met = Optional.empty();
  private Optional<Instant> outageFrom = Optional.empty();
  private Optional<Instant> outageTo = Optional.empty();
  private String outageReason = "";

  /**
   * Of a link that has not tried yet.
   *
   * @param every time between two heartbeats
   * @param clock the station's own
   */
  public LinkFacts(Duration every, Ticker ticker, InstantSource clock) {
    this.every = every;
    this.ticker = ticker;
    this.clock = clock;
    this.down = OptionalLong.of(ticker.now());
  }

  /**
   * The next message is a heartbeat.
   *
   * @param part that does not answer; empty if all do
   */
  void beat(String part) {
    beat = Optional.of(clock.instant());
    stuck = part;
  }

  /** The next message tells why it is one of the last. */
  void plan(PlannedStop stop) {
    planned = stop;
  }

  /** A session ended, or a try for one failed. */
  void met(Trouble trouble) {
    if (down.isEmpty()) {
      down = OptionalLong.of(ticker.now());
    }
    met = Optional.of(trouble);
  }

  /**
   * There is a session, and whoever is to hear the station is there. A first try that succeeds is
   * no end of an outage.
   */
  void up() {
    if (met.isPresent() && down.isPresent()) {
      Instant now = clock.instant();
      outageFrom = Optional.of(now.minusNanos(ticker.now() - down.getAsLong()));
      outageTo = Optional.of(now);
      outageReason = met.get().word();
    }
    met = Optional.empty();
    down = OptionalLong.empty();
  }

  @Override
  public List<Metric> metrics(long now) {
    OptionalDouble seconds = OptionalDouble.of(every.toNanos() / NANOS);
    return List.of(
        Facts.moment("Heartbeat/At", beat, now),
        Facts.measure("Heartbeat/Every", seconds, "s", now),
        Facts.text("Heartbeat/Stuck", stuck, now),
        Facts.text("Stop/Planned", planned.words(), now),
        Facts.moment("Stop/Until", planned.until(), now),
        Facts.moment("Link/Outage From", outageFrom, now),
        Facts.moment("Link/Outage To", outageTo, now),
        Facts.text("Link/Outage Reason", outageReason, now));
  }
}
