package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.countersign.personalization.JobState;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.jobs.Jobs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station whose clock is wrong, by a battery that is empty or a hand. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WithoutClockTest {

  private static final String ENCODER =
      """
      driver = "simulator"
      profiles = ["residence-permit"]
      chip = "lds"
      key-diversification = "kdf3"
      """;

  @TempDir private Path folder;

  private final AtomicReference<Duration> wrong = new AtomicReference<>(Duration.ZERO);
  private final Clock clock = new WrongClock();
  private StationFolder station;

  /** Wrong by as much as the test says. */
  private final class WrongClock extends Clock {
    @Override
    public Instant instant() {
      return Instant.now().plus(wrong.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.make(folder);
    station.device("encoder-1", ENCODER);
  }

  /** Else its end is what stops issuing first. */
  private void withoutGrants() throws Exception {
    folder = Files.createDirectory(folder.resolve("pilot"));
    station = StationFolder.makePilot(folder);
    station.device("encoder-1", ENCODER);
  }

  private Gateway start() throws Exception {
    return Gateway.start(folder, DriverCatalogue.ofInstallation(), clock);
  }

  private static Jobs.Submission submit(Gateway gateway, String id) {
    return gateway.jobs().submit(id, StationFolder.application("residence-permit", 1));
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 3_000 && !reached.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(reached.getAsBoolean()).as(what).isTrue();
  }

  private static void issued(Gateway gateway, String id) throws InterruptedException {
    until(
        id + " is issued",
        () ->
            gateway.jobs().find(id).orElseThrow().work().isPresent()
                && gateway.jobs().find(id).orElseThrow().state() == JobState.ACTIVATED);
  }

  @Test
  void a_station_without_a_clock_starts_holds_issuing_with_words_and_goes_on_by_itself()
      throws Exception {
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
    }
    wrong.set(Duration.ofDays(-365 * 40)); // long before its certificates
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "meanwhile"))
          .isInstanceOfSatisfying(
              Jobs.Submission.Busy.class,
              busy -> assertThat(busy.reason()).contains("nothing is signed until the clock"));
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "after")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "after");
    }
  }

  @Test
  void a_job_that_waited_while_the_clock_was_wrong_is_made_when_it_is_right() throws Exception {
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "first")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "first");
      wrong.set(Duration.ofDays(-2));
      until(
          "the station says so",
          () ->
              gateway.devices().all().getFirst().detail().contains("the clock says")
                  || submit(gateway, "probe") instanceof Jobs.Submission.Busy);
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "second")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "second");
    }
  }

  @Test
  void a_year_ahead_the_grant_has_ended_and_back_again_it_issues() throws Exception {
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofDays(365));
      assertThat(submit(gateway, "meanwhile"))
          .isInstanceOfSatisfying(
              Jobs.Submission.Busy.class,
              busy ->
                  assertThat(busy.reason()).contains("grant 1 ended at", "set the clock right"));
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "after")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "after");
    }
  }

  @Test
  void a_pilot_judges_applications_by_a_clock_that_runs_ahead_and_by_the_right_one_again()
      throws Exception {
    withoutGrants();
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofDays(365 * 30));
      assertThat(submit(gateway, "meanwhile"))
          .isInstanceOfSatisfying(
              Jobs.Submission.Refused.class,
              refused -> assertThat(refused.problems().toString()).contains("expiryDate"));
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "after")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "after");
    }
  }

  /** What a record proves of the time outlives the mistake: nobody here knows better. */
  @Test
  void a_pilot_a_year_ahead_names_the_ended_certificate_and_what_was_recorded_then_holds_issuing()
      throws Exception {
    withoutGrants();
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofDays(365));
      assertThat(submit(gateway, "ahead")).isInstanceOf(Jobs.Submission.Accepted.class);
      until(
          "words about it", () -> problem(gateway, "ahead").contains("was allowed to sign until"));
      assertThat(problem(gateway, "ahead"))
          .contains("install a new document signer, or set this machine's clock")
          .contains("the card is still a blank");

      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "back"))
          .isInstanceOfSatisfying(
              Jobs.Submission.Busy.class,
              busy ->
                  assertThat(busy.reason())
                      .contains("but a record was written at 20")
                      .contains("nothing is signed until the clock is right"));
    }
  }

  private static String problem(Gateway gateway, String job) {
    return gateway.jobs().find(job).orElseThrow().problem().orElse("");
  }
}
