package org.countersign.station.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SelfTestTest {

  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

  @TempDir private Path folder;

  private final CountDownLatch never = new CountDownLatch(1);
  private LedgerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
  }

  @AfterEach
  void close() {
    never.countDown();
    fixture.close();
  }

  private static Check check(Item item, Supplier<List<Finding>> look) {
    return new Check() {
      @Override
      public Item item() {
        return item;
      }

      @Override
      public List<Finding> look() {
        return look.get();
      }
    };
  }

  private SelfTest test(Check... checks) {
    return new SelfTest(
        List.of(checks),
        new CapacityCount(
            List::of,
            Optional::empty,
            Duration.ofHours(8),
            Set.of("a"),
            Map::of,
            () -> 500,
            Grant.NONE,
            new DiskCheck(folder.resolve("station.db"), 1)),
        fixture.ledger,
        fixture.meters,
        Clock.systemUTC(),
        Duration.ofMillis(300));
  }

  private double gauge(String name, String... tags) {
    return fixture.meters.get(name).tags(tags).gauge().value();
  }

  @Test
  void the_gravest_finding_is_first_and_its_verdict_is_that_of_the_whole() {
    SelfTestReport report =
        test(
                check(Item.DISK, () -> List.of(Finding.good(Item.DISK, "", "disk.good", "1 MiB"))),
                check(Item.STOCK, () -> List.of(Finding.warning(Item.STOCK, "a", "blanks.low", 7))),
                check(Item.CLOCK, () -> List.of(Finding.bad(Item.CLOCK, "", "clock.behind", 1, 2))))
            .run();
    assertThat(report.findings().stream().map(Finding::code))
        .containsExactly("clock.behind", "blanks.low", "disk.good");
    assertThat(report.verdict()).isEqualTo(Verdict.BAD);
    assertThat(report.capacity()).isEqualTo(DayCapacity.STOPPED);
  }

  @Test
  void two_checks_of_one_item_are_both_told() {
    SelfTestReport report =
        test(
                check(
                    Item.CUSTODY,
                    () -> List.of(Finding.warning(Item.CUSTODY, "", "custody.master-keys"))),
                check(Item.CUSTODY, () -> List.of(Finding.good(Item.CUSTODY, "", "sam.good", 9))))
            .run();
    assertThat(report.findings().stream().map(Finding::code))
        .containsExactly("custody.master-keys", "sam.good");
  }

  @Test
  void a_check_that_hangs_is_a_finding_and_holds_up_nothing() {
    SelfTestReport report =
        test(
                check(
                    Item.CERTIFICATES,
                    () -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return List.of();
                    }),
                check(Item.DISK, () -> List.of(Finding.good(Item.DISK, "", "disk.good", "1 MiB"))))
            .run();
    assertThat(report.findings().stream().map(f -> f.code() + " " + f.subject()))
        .containsExactly("check.late certificates", "disk.good ");
    assertThat(report.took()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void a_check_that_fails_is_a_finding() {
    SelfTestReport report =
        test(check(
                Item.LEDGER,
                () -> {
                  throw new IllegalStateException("a fault of ours");
                }))
            .run();
    assertThat(report.findings().getFirst().code()).isEqualTo("check.failed");
    assertThat(report.findings().getFirst().subject()).isEqualTo("ledger");
  }

  @Test
  void its_result_is_kept_measured_and_put_on_record() throws Exception {
    CountDownLatch recorded = new CountDownLatch(1);
    AtomicReference<StationEvent> event = new AtomicReference<>();
    fixture.ledger.listen(e -> {
      event.set(e);
      recorded.countDown();
    });
    SelfTest test =
        test(check(Item.STOCK, () -> List.of(Finding.warning(Item.STOCK, "a", "blanks.low", 7))));
    assertThat(test.latest()).isEmpty();
    assertThat(gauge("countersign.self.test.cards")).isNaN();

    SelfTestReport report = test.run();

    assertThat(test.latest()).contains(report);
    assertThat(gauge("countersign.self.test.verdict", "item", "stock")).isEqualTo(1);
    assertThat(gauge("countersign.self.test.cards")).isZero(); // No device works.
    recorded.await();
    assertThat(event.get().kind() + " " + event.get().subject() + " " + event.get().state())
        .isEqualTo("station self-test warning");
    assertThat(event.get().facts())
        .isEqualTo(Map.of("cards", "0", "limit", "devices", "findings", "blanks.low:a"));
  }

  /** A clock that a test sets. */
  private static final class SetClock extends Clock {
    private Instant now;

    void at(String local) {
      now = LocalDateTime.parse(local).atZone(SHANGHAI).toInstant();
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return SHANGHAI;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void it_runs_once_a_day_at_its_time_or_after_a_late_start() {
    AtomicInteger runs = new AtomicInteger();
    SelfTests tests =
        new SelfTests() {
          @Override
          public Optional<SelfTestReport> latest() {
            return Optional.empty();
          }

          @Override
          public SelfTestReport run() {
            runs.incrementAndGet();
            throw new IllegalStateException("one that fails is not tried all day");
          }
        };
    SetClock clock = new SetClock();
    try (SelfTestSchedule schedule = new SelfTestSchedule(tests, LocalTime.of(7, 30), clock)) {
      clock.at("2026-11-23T07:29:59");
      schedule.look();
      assertThat(runs).hasValue(0);
      clock.at("2026-11-23T07:30:10");
      schedule.look();
      schedule.look();
      assertThat(runs).hasValue(1);
      clock.at("2026-11-23T23:59:00");
      schedule.look();
      assertThat(runs).hasValue(1);
      clock.at("2026-11-24T09:00:00"); // switched on late
      schedule.look();
      assertThat(runs).hasValue(2);
      clock.at("2026-11-23T09:00:00"); // set back by a day
      schedule.look();
      assertThat(runs).hasValue(3);
    }
  }
}
