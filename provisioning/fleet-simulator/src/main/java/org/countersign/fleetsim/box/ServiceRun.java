package org.countersign.fleetsim.box;

import java.util.Optional;
import java.util.OptionalLong;
import org.countersign.fleetsim.scenario.Stop;

/**
 * The run of the service: since when, on which start of the box, how the one before ended, and why
 * this one is about to. Times are the station's own, milliseconds since 1970-01-01T00:00:00Z. One
 * thread.
 */
final class ServiceRun {

  private long started;
  private long booted;
  private long beat;
  private Optional<Boolean> lastClean = Optional.empty();
  private Optional<Stop> stop = Optional.empty();
  private OptionalLong until = OptionalLong.empty();
  private String stuck = "";

  /** The first run, on a box that was switched on for it. */
  ServiceRun(long now) {
    started = now;
    booted = now;
    beat = now;
  }

  /** It is about to stop, and says so. */
  void stop(Stop planned, OptionalLong expectedBack) {
    stop = Optional.of(planned);
    until = expectedBack;
  }

  /**
   * The next run begins; the one before ended in order if it said that it would.
   *
   * @param dark whether the box was without power
   */
  void start(boolean dark, long now) {
    lastClean = Optional.of(stop.isPresent());
    if (dark || stop.filter(Stop::ofBox).isPresent()) {
      booted = now;
    }
    started = now;
    stop = Optional.empty();
    until = OptionalLong.empty();
  }

  void beat(long now) {
    beat = now;
  }

  /** Names the inner part that does not answer; empty when all do. */
  void stuck(String part) {
    stuck = part;
  }

  void tell(Sheet sheet, double every) {
    sheet
        .put(StationVocabulary.STARTED, started)
        .put(StationVocabulary.BEAT_AT, beat)
        .put(StationVocabulary.BEAT_EVERY, true, every)
        .put(StationVocabulary.STUCK, stuck)
        .put(StationVocabulary.PLANNED, stop.map(Stop::reason).orElse(""))
        .put(StationVocabulary.UNTIL, until)
        .put(StationVocabulary.LAST_CLEAN, lastClean)
        .put(StationVocabulary.BOOTED, booted);
  }
}
