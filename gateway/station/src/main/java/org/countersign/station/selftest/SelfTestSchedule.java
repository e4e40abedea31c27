package org.countersign.station.selftest;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the self-test once a day, at its time or, on a box that was off then, soon after its start.
 * The clock is looked at now and then instead of slept by, since it may be set.
 */
public final class SelfTestSchedule implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SelfTestSchedule.class);

  /** Time in which devices open. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private final SelfTests tests;
  private final LocalTime at;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("self-test").daemon().factory());
  private Optional<LocalDate> last = Optional.empty();

  /**
   * A schedule that was not started.
   *
   * @param at time of day in the clock's zone
   */
  public SelfTestSchedule(SelfTests tests, LocalTime at, Clock clock) {
    this.tests = tests;
    this.at = at;
    this.clock = clock;
  }

  /** Looks at the clock from now on. */
  public void start() {
    long seconds = LOOK_EVERY.toSeconds();
    var watch = thread.scheduleWithFixedDelay(this::look, seconds, seconds, TimeUnit.SECONDS);
    LOG.debug("the self-test is due at {}: {}", at, watch);
  }

  /** Runs the self-test if it is due. */
  void look() {
    ZonedDateTime now = ZonedDateTime.now(clock);
    boolean done = last.filter(now.toLocalDate()::equals).isPresent();
    if (done || now.toLocalTime().isBefore(at)) {
      return;
    }
    last = Optional.of(now.toLocalDate());
    try {
      SelfTestReport report = tests.run();
      LOG.debug("the self-test of the day took {} ms", report.took().toMillis());
    } catch (RuntimeException e) {
      LOG.error("the self-test of the day failed; the next one is tomorrow", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
