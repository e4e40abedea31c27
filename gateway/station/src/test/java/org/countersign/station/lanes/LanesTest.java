package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.Links;
import org.countersign.personalization.JobState;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LanesTest {

  private static final DeviceLimits LIMITS =
      new DeviceLimits(
          Duration.ofSeconds(2),
          Duration.ofMillis(200),
          Duration.ofMillis(500),
          Duration.ofMillis(100),
          Duration.ofMillis(10),
          Duration.ofMillis(50),
          3,
          Duration.ofMinutes(5));

  @TempDir Path folder;

  private final WaitingJobs waiting = new WaitingJobs(System::nanoTime);
  private final FakeProducts products = new FakeProducts();
  private LedgerFixture fixture;
  private StationJobs jobs;
  private Lanes lanes;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
    jobs = new StationJobs(fixture.ledger, products, waiting, 100);
  }

  @AfterEach
  void close() {
    if (lanes != null) {
      lanes.close();
    }
    fixture.close();
  }

  private void start(FakeDriver... drivers) {
    int number = 0;
    List<LaneSettings> settings = new ArrayList<>();
    for (FakeDriver driver : drivers) {
      settings.add(settings("encoder-" + ++number, driver, Set.of()));
    }
    start(settings);
  }

  private void start(List<LaneSettings> settings) {
    lanes =
        Lanes.start(
            settings,
            fixture.ledger,
            waiting,
            products,
            TestCardList.none(),
            fixture.meters,
            System::nanoTime);
  }

  /** The device's line and who it is, in a machine whose ports are files of the test. */
  private DeviceIdentification place(String id, Optional<String> address) {
    return new DeviceIdentification(
        id, address, new SerialPorts(folder), new IdentityStore(folder.resolve("identities")));
  }

  private LaneSettings settings(String id, FakeDriver driver, Set<String> profiles) {
    return new LaneSettings(
        id,
        "fake",
        driver,
        Optional.empty(),
        place(id, Optional.empty()),
        "",
        Links.none(),
        Map.of(),
        profiles,
        job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
        LIMITS);
  }

  private void submit(String... ids) {
    for (String id : ids) {
      assertThat(jobs.submit(id, LedgerFixture.application(id)))
          .isInstanceOf(Jobs.Submission.Accepted.class);
    }
  }

  /** Waits for something that the lanes' own threads bring about. */
  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000; i++) {
      if (reached.getAsBoolean()) {
        return;
      }
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  private void untilState(String job, JobState state) throws InterruptedException {
    until(job + " " + state, () -> fixture.state(job) == state);
  }

  private void untilProven(String job) throws InterruptedException {
    until(job + " proven", () -> fixture.ledger.find(job).orElseThrow().work().isPresent());
  }

  private static FakeDriver.Behaviour withChipNumber() {
    return chip -> new byte[] {(byte) chip, (byte) 0x90, 0x00};
  }

  private static FakeDriver driver(boolean feeder) {
    FakeDriver driver = new FakeDriver(feeder);
    driver.exchange = withChipNumber();
    return driver;
  }

  @Test
  void a_feeder_makes_card_after_card_the_oldest_job_first() throws Exception {
    FakeDriver driver = driver(true);
    submit("c", "a", "b");
    start(driver);
    for (String job : List.of("a", "b", "c")) {
      untilProven(job);
    }
    until("third card out", () -> driver.moves().size() == 6);
    assertThat(driver.moves())
        .containsExactly("feed 1", "present 1", "feed 2", "present 2", "feed 3", "present 3");
    assertThat(fixture.ledger.find("c").orElseThrow().serial()).contains("CS0000001");
    assertThat(fixture.ledger.find("b").orElseThrow().serial()).contains("CS0000003");
    assertThat(fixture.ledger.find("b").orElseThrow().device()).contains("encoder-1");
    assertThat(driver.loadersSeen).containsOnly(FakeDriver.class.getClassLoader());
  }

  @Test
  void two_devices_share_the_line_and_no_job_is_made_twice() throws Exception {
    FakeDriver one = driver(true);
    FakeDriver two = driver(true);
    two.exchange = chip -> new byte[] {(byte) (chip + 50), (byte) 0x90, 0x00};
    start(one, two);
    List<String> ids = IntStream.range(0, 30).mapToObj(i -> "job-" + i).toList();
    submit(ids.toArray(String[]::new));
    for (String id : ids) {
      untilProven(id);
    }
    assertThat(fixture.ledger.counts().issued()).isEqualTo(30);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void a_hand_fed_reader_waits_for_a_card_and_then_for_its_removal() throws Exception {
    FakeDriver driver = driver(false);
    submit("a", "b");
    start(driver);
    until("asked for a card", () -> status().equals("insert a blank card"));
    assertThat(fixture.state("a")).isEqualTo(JobState.ACCEPTED);

    driver.insert();
    untilProven("a");
    until("asked to take it", () -> status().equals("card issued: take it out"));
    assertThat(fixture.state("b")).isEqualTo(JobState.ACCEPTED);
    List<String> told = new CopyOnWriteArrayList<>();
    driver.lookingForCard = () -> told.add(status());
    driver.remove();
    until("asked again", () -> status().equals("insert a blank card"));
    assertThat(told)
        .as("told while the next card is looked for")
        .doesNotContain("card issued: take it out");
    driver.insert();
    untilProven("b");
  }

  private String status() {
    return lanes.all().getFirst().detail();
  }

  private DeviceState state() {
    return lanes.all().getFirst().state();
  }

  @Test
  void a_reader_that_has_told_of_its_card_is_not_asked_for_it_again() throws Exception {
    FakeDriver reader = new FakeDriver(false);
    reader.exchange = withChipNumber();
    AtomicInteger asked = new AtomicInteger();
    reader.lookingForCard = asked::incrementAndGet;
    start(reader);
    until("online", () -> lanes.all().getFirst().state() == DeviceState.ONLINE);
    reader.insert();
    submit("a");
    untilProven("a");
    assertThat(asked).hasValue(0);
  }

  @Test
  void a_card_that_was_told_of_and_is_gone_costs_its_job_nothing() throws Exception {
    FakeDriver reader = new FakeDriver(false);
    reader.exchange = withChipNumber();
    start(reader);
    until("online", () -> lanes.all().getFirst().state() == DeviceState.ONLINE);
    reader.insert();
    reader.chip = 0;
    submit("a");
    until("asks", () -> lanes.all().getFirst().detail().equals("insert a blank card"));
    assertThat(fixture.state("a")).isEqualTo(JobState.RESERVED);
    reader.insert();
    untilProven("a");
    assertThat(fixture.ledger.counts().quarantined()).isZero();
  }

  @Test
  void a_card_in_doubt_is_retained_and_the_next_job_goes_on() throws Exception {
    FakeDriver driver = driver(true);
    AtomicInteger exchanges = new AtomicInteger();
    driver.exchange =
        chip -> {
          if (exchanges.incrementAndGet() == 3) {
            throw FakeDriver.failure(Fault.CARD_TAKEN, Effect.UNKNOWN, "pulled");
          }
          return withChipNumber().answer(chip);
        };
    submit("a", "b");
    start(driver);
    untilState("a", JobState.IN_DOUBT);
    untilProven("b");
    until("second card out", () -> driver.moves().contains("present 2"));
    assertThat(driver.moves()).containsExactly("feed 1", "retain 1", "feed 2", "present 2");
    assertThat(fixture.ledger.counts().inDoubt()).isEqualTo(1);
  }

  @Test
  void a_blank_that_was_not_harmed_serves_again_with_the_same_serial() throws Exception {
    FakeDriver driver = driver(true);
    AtomicInteger exchanges = new AtomicInteger();
    driver.exchange =
        chip -> {
          if (exchanges.incrementAndGet() == 2) {
            throw FakeDriver.failure(Fault.NOT_READY, Effect.NONE, "held by another program");
          }
          return withChipNumber().answer(chip);
        };
    submit("a");
    start(driver);
    untilProven("a");
    until("card out", () -> driver.moves().size() == 2);
    assertThat(driver.moves()).containsExactly("feed 1", "present 1");
    assertThat(fixture.ledger.find("a").orElseThrow().serial()).contains("CS0000001");
  }

  @Test
  void a_card_that_does_not_verify_is_kept_and_in_doubt() throws Exception {
    FakeDriver driver = driver(true);
    products.verdict = false;
    submit("a");
    start(driver);
    untilState("a", JobState.IN_DOUBT);
    until("retained", () -> driver.moves().contains("retain 1"));
    assertThat(fixture.ledger.find("a").orElseThrow().problem())
        .hasValueSatisfying(p -> assertThat(p).contains("does not verify"));
  }

  @Test
  void a_chip_on_record_is_retained_and_its_job_takes_the_next_card() throws Exception {
    FakeDriver driver = driver(true);
    driver.exchange = chip -> new byte[] {(byte) (chip <= 2 ? 1 : chip), (byte) 0x90, 0x00};
    submit("a", "b");
    start(driver);
    untilProven("a");
    untilProven("b");
    until("third card out", () -> driver.moves().contains("present 3"));
    assertThat(driver.moves())
        .containsExactly("feed 1", "present 1", "feed 2", "retain 2", "feed 3", "present 3");
    assertThat(fixture.ledger.counts().issued()).isEqualTo(2);
    assertThat(fixture.ledger.counts().quarantined()).isZero();
  }

  @Test
  void a_device_whose_cards_keep_failing_rests_with_the_reason() throws Exception {
    FakeDriver driver = driver(true);
    driver.exchange =
        chip -> {
          throw FakeDriver.failure(Fault.TIMEOUT, Effect.NONE, "the chip is too slow");
        };
    submit("a");
    start(driver);
    until("rest", () -> state() == DeviceState.OFFLINE);
    assertThat(status()).contains("3 cards failed", "the chip is too slow");
    assertThat(fixture.state("a")).isEqualTo(JobState.RESERVED);
    assertThat(waiting.size()).isEqualTo(1);
  }

  @Test
  void a_device_that_another_program_holds_is_asked_again_and_never_rests() throws Exception {
    FakeDriver driver = driver(false);
    AtomicInteger asked = new AtomicInteger();
    driver.exchange =
        chip -> {
          if (asked.incrementAndGet() <= 5) {
            throw FakeDriver.failure(Fault.NOT_READY, Effect.NONE, "held by another program");
          }
          return withChipNumber().answer(chip);
        };
    submit("a");
    start(driver);
    driver.insert();
    untilProven("a");
    assertThat(fixture.ledger.find("a").orElseThrow().serial()).contains("CS0000001");
    assertThat(fixture.ledger.after(0, 1_000))
        .as("told once and kept, not anew at each try")
        .filteredOn(e -> e.kind().equals("device"))
        .filteredOn(e -> e.facts().getOrDefault("detail", "").contains("held by another program"))
        .hasSize(1);
  }

  @Test
  void an_empty_hopper_is_told_and_filling_it_is_enough() throws Exception {
    FakeDriver driver = driver(true);
    driver.hopper.set(0);
    submit("a");
    start(driver);
    until("told", () -> state() == DeviceState.USER_ERROR);
    assertThat(status()).contains("hopper is empty");
    driver.hopper.set(3);
    driver.context.events().tell(new DeviceEvent(DeviceEvent.Kind.STORAGE_CHANGED, ""));
    untilProven("a");
    until("counted", () -> lanes.blanks() == 2);
  }

  @Test
  void a_device_that_is_not_there_is_opened_again_and_again() throws Exception {
    FakeDriver driver = driver(true);
    driver.openFailures.set(3);
    submit("a");
    start(driver);
    untilProven("a");
    assertThat(driver.opened.get()).isEqualTo(4);
  }

  @Test
  void a_device_that_is_not_there_is_looked_for_every_two_seconds_at_least() throws Exception {
    FakeDriver driver = driver(true);
    driver.openFailures.set(1);
    DeviceLimits patient =
        new DeviceLimits(
            LIMITS.open(),
            LIMITS.exchange(),
            LIMITS.move(),
            LIMITS.grace(),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            LIMITS.failuresInARow(),
            LIMITS.rest());
    start(
        List.of(
            new LaneSettings(
                "encoder-1",
                "fake",
                driver,
                Optional.empty(),
                place("encoder-1", Optional.empty()),
                "",
                Links.none(),
                Map.of(),
                Set.of(),
                job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
                patient)));
    until("no device", () -> state() == DeviceState.NO_DEVICE);
    until("online", () -> state() == DeviceState.ONLINE);
    assertThat(driver.opened.get()).isEqualTo(2);
  }

  @Test
  void a_device_that_goes_away_is_opened_anew() throws Exception {
    FakeDriver driver = driver(true);
    start(driver);
    until("online", () -> state() == DeviceState.ONLINE);
    driver.context.events().tell(new DeviceEvent(DeviceEvent.Kind.DEVICE_LOST, ""));
    until("opened twice", () -> driver.opened.get() == 2);
    submit("a");
    untilProven("a");
  }

  @Test
  void a_call_that_heeds_the_interrupt_costs_the_card_but_not_the_thread() throws Exception {
    FakeDriver driver = driver(true);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger exchanges = new AtomicInteger();
    driver.exchange =
        chip -> {
          if (exchanges.incrementAndGet() == 3) {
            never.await();
          }
          return withChipNumber().answer(chip);
        };
    submit("a", "b");
    start(driver);
    untilState("a", JobState.IN_DOUBT);
    untilProven("b");
    assertThat(fixture.meters.get("countersign.device.abandoned").counter().count()).isZero();
  }

  @Test
  void a_call_that_heeds_nothing_makes_the_device_stuck_and_a_new_thread_takes_over()
      throws Exception {
    FakeDriver driver = driver(true);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger exchanges = new AtomicInteger();
    driver.exchange =
        chip -> {
          if (exchanges.incrementAndGet() == 3) {
            awaitUninterruptibly(release);
          }
          return withChipNumber().answer(chip);
        };
    submit("a", "b");
    start(driver);
    untilState("a", JobState.IN_DOUBT);
    driver.chip = 0; // A hand takes the card out of the closed device.
    untilProven("b");
    assertThat(driver.opened.get()).isEqualTo(2);
    assertThat(fixture.meters.get("countersign.device.abandoned").counter().count()).isEqualTo(1);

    // The lost thread comes back and must not go on with the card it had.
    release.countDown();
    submit("c");
    untilProven("c");
    assertThat(fixture.state("a")).isEqualTo(JobState.IN_DOUBT);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException e) {
        continue; // As a native call would.
      }
    }
  }

  @Test
  void a_driver_that_throws_what_it_must_not_is_told_as_its_bug() throws Exception {
    FakeDriver driver = driver(true);
    AtomicInteger exchanges = new AtomicInteger();
    driver.exchange =
        chip -> {
          if (exchanges.incrementAndGet() == 2) {
            throw new IllegalStateException("secret 404142434445");
          }
          return withChipNumber().answer(chip);
        };
    submit("a");
    start(driver);
    untilProven("a");
    assertThat(driver.opened.get()).isGreaterThan(1);
    assertThat(fixture.ledger.after(0, 100).toString()).doesNotContain("404142434445");
  }

  @Test
  void a_job_cancelled_in_line_is_passed_over() throws Exception {
    FakeDriver driver = driver(true);
    driver.hopper.set(0);
    submit("a", "b");
    start(driver);
    until("told", () -> state() == DeviceState.USER_ERROR);
    assertThat(jobs.cancel("a")).isInstanceOf(Jobs.Cancellation.Done.class);
    driver.hopper.set(5);
    untilProven("b");
    assertThat(fixture.state("a")).isEqualTo(JobState.VOID);
  }

  @Test
  void a_device_makes_only_the_products_it_is_for() throws Exception {
    FakeDriver other = driver(true);
    FakeDriver right = driver(true);
    start(
        List.of(
            settings("encoder-1", other, Set.of("residence-registration-card")),
            settings("encoder-2", right, Set.of("residence-permit"))));
    submit("a", "b");
    untilProven("a");
    untilProven("b");
    assertThat(other.moves()).isEmpty();
  }

  @Test
  void stopping_finishes_the_card_in_hand() throws Exception {
    FakeDriver driver = driver(true);
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    driver.exchange =
        chip -> {
          reached.countDown();
          assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
          return withChipNumber().answer(chip);
        };
    submit("a", "b");
    start(driver);
    assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
    Thread stopping = Thread.ofPlatform().start(lanes::close);
    goOn.countDown();
    stopping.join();
    assertThat(fixture.ledger.find("a").orElseThrow().work()).isPresent();
    assertThat(fixture.state("b")).isEqualTo(JobState.ACCEPTED);
    assertThat(driver.moves()).containsExactly("feed 1", "present 1");
    assertThat(driver.closed.await(1, TimeUnit.SECONDS)).isTrue();
  }
}
