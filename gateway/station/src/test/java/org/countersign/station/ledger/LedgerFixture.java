package org.countersign.station.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.config.SerialRange;
import org.countersign.station.stock.Shift;

/** A ledger in a folder, with a clock that the test sets. */
public final class LedgerFixture implements AutoCloseable {

  public static final SerialRange SERIALS = new SerialRange("CS", 1, 9_999_999);

  public final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T08:00:00Z"));
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final Ledger ledger;

  public LedgerFixture(Path folder) {
    this(folder, 1);
  }

  public LedgerFixture(Path folder, long freeSpace) {
    this(folder, freeSpace, Timekeeping::trusting);
  }

  /** The same with a clock that may be doubted. */
  public LedgerFixture(Path folder, long freeSpace, Function<Clock, Timekeeping> timekeeping) {
    Path file = folder.resolve("ledger").resolve("station.db");
    StationKey key = StationKey.readOrCreate(folder.resolve("station.key"), file);
    ledger =
        Ledger.open(new Ledger.Settings(file, key, freeSpace), timekeeping.apply(clock()), meters);
  }

  public static Path file(Path folder) {
    return folder.resolve("ledger").resolve("station.db");
  }

  /** Says what {@link #now} is set to. */
  public Clock clock() {
    return new Clock() {
      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now.get();
      }
    };
  }

  public static Application application(String name) {
    return new Application(
        "residence-permit",
        Optional.of("ICAO-P256"),
        Map.of("name", name, "birthDate", "1990-02-28"),
        Map.of("portrait", Bytes.of(0xFF, 0xD8, 0xFF)));
  }

  public void accept(String job) {
    ledger.accept(job, application("applicant of " + job), "ICAO-P256");
  }

  /** Takes a job to a state as an issuance would. */
  public JobJournal advance(String job, String chip, JobState... states) {
    ledger.reserve(job, SERIALS);
    JobJournal journal = ledger.journal(job, "encoder-1");
    for (JobState state : states) {
      journal.enter(state, state == JobState.OPENED ? Map.of("chip", chip) : Map.of());
    }
    return journal;
  }

  /** Its card is valid and was proven. */
  public static void issue(JobJournal journal, String chip) {
    journal.enter(JobState.ACTIVATED, Map.of());
    journal.prove(card(chip));
  }

  /** Closes a shift that nobody counted anything in. */
  public Shift closeShift(long number) {
    return ledger
        .shifts()
        .close(
            number,
            new Shifts.Closing(
                "st-1",
                "d-1",
                "0.1",
                ZoneOffset.UTC,
                now.get(),
                "wei",
                Map.of(),
                List.of(),
                List.of()));
  }

  public JobState state(String job) {
    return ledger.find(job).orElseThrow().state();
  }

  public static IssuedCard card(String chip) {
    return new IssuedCard(
        chip,
        42,
        20_000,
        List.of(new IssuedCard.StepTime("write", Duration.ofMillis(900))),
        new DocumentVerifier.Verdict(
            List.of(new DocumentVerifier.Check("hashes", true, "2 data groups"))));
  }

  @Override
  public void close() {
    ledger.close();
  }
}
