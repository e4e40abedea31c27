package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.countersign.personalization.JobState;
import org.countersign.station.clock.Synchronisation;
import org.countersign.station.commands.Countersign;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.operators.Operator;
import org.countersign.station.operators.Operator.Role;
import org.countersign.station.operators.OperatorFile;
import org.countersign.station.operators.PinHash;
import org.countersign.station.terminal.Terminal;
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

  private static final String PINS = "48151623\n21081516";

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
    return start(Synchronisation.NONE);
  }

  private Gateway start(Synchronisation synchronisation) throws Exception {
    return Gateway.start(folder, DriverCatalogue.ofInstallation(), clock, synchronisation);
  }

  private static void busy(Jobs.Submission submission, String... words) {
    assertThat(submission)
        .isInstanceOfSatisfying(
            Jobs.Submission.Busy.class, busy -> assertThat(busy.reason()).contains(words));
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
              gateway.devices().all().getFirst().detail().contains("the clock is behind")
                  || submit(gateway, "probe") instanceof Jobs.Submission.Busy);
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "second")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "second");
    }
  }

  @Test
  void a_clock_set_a_year_ahead_holds_issuing_until_it_is_back() throws Exception {
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofDays(365));
      busy(submit(gateway, "meanwhile"), "365 days ahead", "countersign clock confirm");
      until("it is on record", () -> says(gateway, "doubtful"));
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "after")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "after");
      assertThat(says(gateway, "believed")).isTrue();
    }
  }

  @Test
  void a_pilot_without_grants_takes_no_job_at_a_time_that_nobody_confirms() throws Exception {
    withoutGrants();
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofMinutes(11));
      busy(submit(gateway, "meanwhile"), "11 minutes ahead", "Set the clock right");
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "after")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "after");
    }
  }

  @Test
  void a_start_a_year_later_is_no_start_with_ended_certificates_but_a_hold_that_says_why()
      throws Exception {
    withoutGrants();
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
    }
    wrong.set(Duration.ofDays(365));
    try (Gateway gateway = start()) {
      busy(submit(gateway, "meanwhile"), "days after the newest record");
      assertThat(gateway.metrics().scrape()).contains("countersign_clock_believed 0.0");
      wrong.set(Duration.ZERO);
      assertThat(submit(gateway, "after")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "after");
      assertThat(gateway.metrics().scrape()).contains("countersign_clock_believed 1.0");
    }
  }

  @Test
  void what_the_time_service_confirms_is_believed() throws Exception {
    withoutGrants();
    try (Gateway gateway = start(() -> true)) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofDays(30));
      until(
          "the time service is believed",
          () -> submit(gateway, "after") instanceof Jobs.Submission.Accepted);
      issued(gateway, "after");
    }
  }

  /** Not after a blank was taken for it. */
  @Test
  void a_job_is_refused_as_soon_as_the_certificate_has_ended() throws Exception {
    withoutGrants();
    try (Gateway gateway = start(() -> true)) {
      assertThat(submit(gateway, "before")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "before");
      wrong.set(Duration.ofDays(365));
      until(
          "words about it",
          () ->
              submit(gateway, "ahead") instanceof Jobs.Submission.Busy busy
                  && busy.reason().contains("was allowed to sign until"));
      busy(submit(gateway, "ahead"), "install a new document signer, or set this machine's clock");
      assertThat(gateway.jobs().find("ahead")).isEmpty();
    }
  }

  @Test
  void two_persons_release_a_station_that_has_recorded_a_future_time() throws Exception {
    withoutGrants();
    OperatorFile file = new OperatorFile(folder.resolve("secrets/operators.toml"));
    Files.createDirectories(folder.resolve("secrets"));
    file.write(
        List.of(
            new Operator("lin", Role.CLERK, PinHash.of("48151623".toCharArray(), 1_000)),
            new Operator("wei", Role.SUPERVISOR, PinHash.of("21081516".toCharArray(), 1_000))));
    wrong.set(Duration.ofDays(30)); // At its first start it knows of no other time.
    try (Gateway gateway = start()) {
      assertThat(submit(gateway, "early")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "early");
      wrong.set(Duration.ZERO);
      busy(submit(gateway, "late"), "a record was written at 20", "clock confirm");
      assertThat(clock(gateway, "", "")).contains("behind");

      String now = clock.instant().toString();
      assertThat(clock(gateway, "confirm --time=2020-01-01T00:00Z --by=lin --second=wei", PINS))
          .contains("timeMillis", "differs by more than 10 minutes");
      assertThat(clock(gateway, "confirm --time=" + now + " --by=lin", "48151623"))
          .contains("must be another person");
      assertThat(
              clock(
                  gateway,
                  "confirm --time=" + now + " --by=lin --second=wei",
                  "48151623\n99999999"))
          .contains("name or PIN is wrong");
      busy(submit(gateway, "late"), "a record was written at 20");
      assertThat(clock(gateway, "confirm --time=" + now + " --by=lin --second=wei", PINS))
          .contains("believed");

      assertThat(submit(gateway, "late")).isInstanceOf(Jobs.Submission.Accepted.class);
      issued(gateway, "late");
      assertThat(
              gateway.events().after(0, 1_000).stream()
                  .filter(event -> event.state().equals("confirmed"))
                  .map(StationEvent::facts))
          .containsExactly(Map.of("by", "lin", "second", "wei"));
    }
  }

  private String clock(Gateway gateway, String command, String lines) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    InputStream in = new ByteArrayInputStream((lines + "\n").getBytes(StandardCharsets.UTF_8));
    List<String> args = new ArrayList<>(List.of("clock"));
    args.addAll(List.of(command.split(" ")).stream().filter(arg -> !arg.isEmpty()).toList());
    args.add("--url=http://127.0.0.1:" + gateway.port());
    args.add("--token-file=" + folder.resolve("secrets/http.token"));
    int code = Countersign.run(Terminal.plain(in, stream, stream), args.toArray(String[]::new));
    return code + " " + written.toString(StandardCharsets.UTF_8);
  }

  private static boolean says(Gateway gateway, String state) {
    return gateway.events().after(0, 1_000).stream()
        .anyMatch(event -> event.subject().equals("clock") && event.state().equals(state));
  }
}
