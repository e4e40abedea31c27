package org.countersign.station.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Whether the clock is believed at a moment. */
public sealed interface Judgement {

  /** What the clock says. */
  Instant now();

  /**
   * Why nothing is begun, and what to do; empty if the clock is believed. It names no moment that
   * moves on: lanes put it on record whenever it is another one.
   */
  Optional<String> objection();

  /** Nothing speaks against it. */
  record Believed(Instant now) implements Judgement {
    @Override
    public Optional<String> objection() {
      return Optional.empty();
    }
  }

  /**
   * It says less than has passed.
   *
   * @param newest time of the newest record
   */
  record Behind(Instant now, Instant newest) implements Judgement {
    @Override
    public Optional<String> objection() {
      return Optional.of(
          "the clock is behind: a record was written at "
              + newest.truncatedTo(ChronoUnit.SECONDS)
              + ": nothing is signed until the clock is right; check the time service. If the clock"
              + " is right and was ahead then, "
              + CONFIRM);
    }
  }

  /**
   * It says more than can have passed, and no time service confirms it.
   *
   * @param ahead by how much: of the monotonic clock since the start, or of the newest record
   */
  record Ahead(Instant now, Duration ahead, Since since) implements Judgement {
    @Override
    public Optional<String> objection() {
      return Optional.of(
          "the clock is "
              + words(ahead)
              + since.words
              + ", and no time service confirms it: no job is taken and no card begun. Set the"
              + " clock right or let the time service do it, and it goes on by itself. If the clock"
              + " is right, "
              + CONFIRM);
    }
  }

  /** What the clock is ahead of. */
  enum Since {
    /** It was set while the service ran. */
    START(" ahead of what has passed since the service started"),
    /** It was set, or the station rested, while the service did not run. */
    NEWEST_RECORD(" after the newest record"),
    /** It was ahead before the start, and was not set back. */
    RUN_BEFORE(" after the newest record of a time that was believed");

    private final String words;

    Since(String words) {
      this.words = words;
    }
  }

  /** What two persons do. */
  String CONFIRM =
      "two persons confirm it: 'countersign clock confirm --time NOW --by NAME --second NAME'";

  private static String words(Duration time) {
    return time.toDays() > 1
        ? time.toDays() + " days"
        : time.toHours() > 1 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
  }
}
