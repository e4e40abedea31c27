package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.station.clock.Judgement;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.jobs.StationEvent;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chain keeps of a clock that was wrong, over restarts and cuts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StationTimeTest {

  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir private Path folder;

  private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
  private final AtomicLong nanos = new AtomicLong();

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return wall.get();
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private Ledger open() {
    Path file = LedgerFixture.file(folder);
    StationKey key = StationKey.readOrCreate(folder.resolve("station.key"), file);
    return Ledger.open(
        new Ledger.Settings(file, key, 1),
        Timekeeping.of(clock, nanos::get, Duration.ofDays(45)),
        new SimpleMeterRegistry());
  }

  private static void record(Ledger ledger) {
    ledger.selfTest("good", Map.of());
    ledger.cancel("nobody"); // Waits for what stands before it in line.
  }

  private static void accept(Ledger ledger, String job) {
    ledger.accept(job, LedgerFixture.application("applicant of " + job), "ICAO-P256");
  }

  private static List<String> said(Ledger ledger) {
    return ledger.after(0, 1_000).stream()
        .map(event -> event.subject() + " " + event.state())
        .toList();
  }

  private static StationEvent last(Ledger ledger) {
    return ledger.after(0, 1_000).getLast();
  }

  private void set(Duration by) {
    wall.updateAndGet(at -> at.plus(by));
  }

  @Test
  void the_doubt_is_on_record_before_the_first_record_of_a_doubted_time() {
    try (Ledger ledger = open()) {
      record(ledger);
      set(Duration.ofDays(365));
      record(ledger);
      record(ledger);
      assertThat(said(ledger))
          .containsExactly("self-test good", "clock doubtful", "self-test good", "self-test good");
      assertThat(ledger.after(0, 10).get(1).facts())
          .isEqualTo(Map.of("newest", NOW.toString(), "seconds", "31536000"));
    }
  }

  @Test
  void nothing_is_accepted_and_no_serial_given_at_a_doubted_time() {
    try (Ledger ledger = open()) {
      accept(ledger, "before");
      set(Duration.ofMinutes(11));
      assertThat(ledger.hold().orElseThrow()).contains("ahead", "countersign clock confirm");
      assertThatThrownBy(() -> accept(ledger, "meanwhile"))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("no job is taken");
      assertThatThrownBy(() -> ledger.reserve("before", LedgerFixture.SERIALS))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("no card begun");
      set(Duration.ofMinutes(-11));
      ledger.reserve("before", LedgerFixture.SERIALS);
      assertThat(said(ledger)).containsExactly("before ACCEPTED", "before RESERVED");
    }
  }

  @Test
  void what_was_recorded_a_year_ahead_holds_nothing_up_when_the_clock_is_back() {
    try (Ledger ledger = open()) {
      record(ledger);
      set(Duration.ofDays(365));
      record(ledger);
      set(Duration.ofDays(-365));
      assertThat(ledger.hold()).isEmpty();
      accept(ledger, "after");
      assertThat(said(ledger)).endsWith("clock believed", "after ACCEPTED");
    }
    try (Ledger again = open()) {
      assertThat(again.hold()).isEmpty();
      assertThat(again.time().proven().newest()).isEqualTo(NOW.toEpochMilli());
    }
  }

  @Test
  void a_doubt_outlives_a_restart_and_does_not_become_the_truth() {
    try (Ledger ledger = open()) {
      record(ledger);
      set(Duration.ofDays(20));
      ledger.time().note();
      record(ledger);
    }
    set(Duration.ofHours(1));
    try (Ledger ledger = open()) {
      assertThat(ledger.hold().orElseThrow()).contains("of a time that was believed");
      record(ledger);
      set(Duration.ofDays(-20));
      assertThat(ledger.hold()).isEmpty();
    }
  }

  @Test
  void the_doubt_is_noted_though_nothing_else_is_recorded() {
    try (Ledger ledger = open()) {
      record(ledger);
      set(Duration.ofDays(1));
      ledger.time().note();
      ledger.time().note();
      ledger.stock().requireBatch(false);
    }
    try (Ledger ledger = open()) {
      assertThat(said(ledger)).containsExactly("self-test good", "clock doubtful");
    }
  }

  @Test
  void two_persons_release_a_station_whose_record_is_of_the_future() {
    Duration year = Duration.ofDays(365);
    set(year); // At the very first start nothing is known of the time.
    try (Ledger ledger = open()) {
      record(ledger);
    }
    set(year.negated());
    try (Ledger ledger = open()) {
      assertThat(ledger.time().now()).isInstanceOf(Judgement.Behind.class);
      assertThat(ledger.hold().orElseThrow())
          .contains("a record was written at 2027-11-23", "countersign clock confirm");
      ledger.time().confirm("lin", "wei");
      assertThat(ledger.hold()).isEmpty();
      assertThat(last(ledger).state()).isEqualTo("confirmed");
      assertThat(last(ledger).facts()).isEqualTo(Map.of("by", "lin", "second", "wei"));
      accept(ledger, "after");
    }
    try (Ledger ledger = open()) {
      assertThat(ledger.hold()).isEmpty();
      assertThat(ledger.verify()).isEmpty();
    }
  }

  @Test
  void two_persons_release_a_clock_that_is_ahead_and_right() {
    try (Ledger ledger = open()) {
      record(ledger);
    }
    set(Duration.ofDays(100));
    try (Ledger ledger = open()) {
      record(ledger);
      assertThat(ledger.hold().orElseThrow()).contains("100 days after the newest record");
      ledger.time().confirm("lin", "wei");
      accept(ledger, "after");
      assertThat(said(ledger))
          .containsExactly(
              "self-test good",
              "clock doubtful",
              "self-test good",
              "clock confirmed",
              "after ACCEPTED");
    }
  }

  @Test
  void a_refused_write_takes_its_doubt_back_with_it() {
    try (Ledger ledger = open()) {
      accept(ledger, "before");
      set(Duration.ofDays(365));
      assertThatThrownBy(() -> accept(ledger, "meanwhile")).isInstanceOf(LedgerException.class);
      record(ledger);
      assertThat(said(ledger))
          .containsExactly("before ACCEPTED", "clock doubtful", "self-test good");
      assertThat(ledger.verify()).isEmpty();
    }
  }
}
