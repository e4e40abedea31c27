package org.countersign.station.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.clock.Judgement;
import org.countersign.station.clock.Mark;
import org.countersign.station.clock.Synchronisation;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.desk.Persons;
import org.countersign.station.http.ClockDesk;
import org.countersign.station.ledger.StationTime;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.countersign.station.stock.Person;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the clock of a station on the thread {@code time}: says when it is not believed any more,
 * and asks the time service about one that is ahead.
 */
final class StationClock implements ClockDesk, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StationClock.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** A process is started for each question. */
  private static final int LOOKS_A_QUESTION = 10;

  private final Timekeeping timekeeping;
  private final StationTime time;
  private final Synchronisation synchronisation;
  private final Persons persons;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("time").daemon().factory());
  private boolean objected;
  private int looksAhead;

  private StationClock(
      Timekeeping timekeeping, StationTime time, Synchronisation synchronisation, Persons persons) {
    this.timekeeping = timekeeping;
    this.time = time;
    this.synchronisation = synchronisation;
    this.persons = persons;
  }

  /** Begins to watch. The first look is done when this returns. */
  static StationClock start(
      Timekeeping timekeeping,
      StationTime time,
      Synchronisation synchronisation,
      Persons persons,
      MeterRegistry meters) {
    StationClock clock = new StationClock(timekeeping, time, synchronisation, persons);
    Gauge.builder("countersign.clock.believed", clock, c -> c.objection() ? 0 : 1)
        .description("1 if what the clock says is believed, 0 if it holds issuing")
        .register(meters);
    clock.look(true);
    var watch =
        clock.thread.scheduleWithFixedDelay(
            () -> clock.look(false), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("the clock is watched: {}", watch);
    return clock;
  }

  private boolean objection() {
    return judgement().objection().isPresent();
  }

  /** Looks; the first time, somebody else tells what holds issuing. */
  private void look(boolean first) {
    try {
      ask();
      time.note();
      tell(judgement(), first);
    } catch (RuntimeException e) {
      LOG.error("the clock could not be looked at", e);
    }
  }

  private void ask() {
    if (!(judgement() instanceof Judgement.Ahead)) {
      looksAhead = 0;
      return;
    }
    if (looksAhead++ % LOOKS_A_QUESTION == 0) {
      // Of the time before the answer: nobody vouches for a jump while it is asked.
      Mark asked = timekeeping.now();
      if (synchronisation.holds()) {
        LOG.info("the time service confirms the clock, which was ahead");
        timekeeping.synchronised(asked);
      }
    }
  }

  private void tell(Judgement judgement, boolean first) {
    boolean objects = judgement.objection().isPresent();
    if (objects != objected && !first) {
      judgement
          .objection()
          .ifPresentOrElse(
              why -> LOG.error("no card is issued: {}", why),
              () -> LOG.info("the clock is believed again; issuing goes on"));
    }
    objected = objects;
  }

  @Override
  public Judgement judgement() {
    return time.now();
  }

  @Override
  public Instant newest() {
    return Instant.ofEpochMilli(time.proven().newest());
  }

  @Override
  public void confirm(Instant said, Person by, Person second) throws DeskRefusedException {
    try (Persons.Wiped ignored = new Persons.Wiped(by, second)) {
      Instant now = judgement().now();
      if (Duration.between(said, now).abs().compareTo(Timekeeping.FURTHEST) > 0) {
        throw new DeskRefusedException(
            Kind.REQUEST,
            List.of(
                new FieldProblem(
                    "timeMillis",
                    "differs by more than "
                        + Timekeeping.FURTHEST.toMinutes()
                        + " minutes from the station's clock, which says "
                        + now
                        + ": look at another clock, and set the station's right first")),
            Duration.ZERO);
      }
      persons.proveTwo(by, second);
      if (objection()) {
        time.confirm(by.name(), second.name());
        LOG.warn("{} and {} confirmed that the clock is right: {}", by.name(), second.name(), now);
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
