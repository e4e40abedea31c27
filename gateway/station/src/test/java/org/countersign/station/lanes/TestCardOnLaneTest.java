package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.driver.link.Links;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.countersign.personalization.issue.TestCardResult;
import org.countersign.personalization.issue.TestCardRun;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardState;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.PreparedTestCard;
import org.countersign.station.app.StationFolder;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.jobs.TestCards.Answer;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lane tries the test card that lies at its device while it is idle, and issues none. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardOnLaneTest {

  private static final String REGISTRATION = "residence-registration-card";
  private static final String PERMIT = "residence-permit";
  private static final int WRITING = 9;
  private static final Bytes WRONG_KEY = Bytes.hex("000102030405060708090A0B0C0D0E0F");
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final DeviceLimits LIMITS =
      new DeviceLimits(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, 3, LIMIT);

  @TempDir Path folder;

  private final WaitingJobs waiting = new WaitingJobs(System::nanoTime);
  private final CountedSignatures signatures = new CountedSignatures();
  private boolean listed = true;
  private Bytes key = CardSpec.testKey(16);
  private VirtualCard card;
  private int tries;
  private LedgerFixture fixture;
  private StationJobs jobs;
  private Lanes lanes;

  @BeforeEach
  void prepare() throws Exception {
    card = PreparedTestCard.make();
    tries = card.state().triesLeft();
  }

  private void start(ReaderDriver... drivers) {
    fixture = new LedgerFixture(folder);
    var products = CutBox.products(signatures);
    jobs = new StationJobs(fixture.ledger, products, waiting, 100);
    List<LaneSettings> settings = new ArrayList<>();
    for (ReaderDriver driver : drivers) {
      settings.add(settings("encoder-" + (settings.size() + 1), driver));
    }
    lanes =
        Lanes.start(
            settings,
            fixture.ledger,
            waiting,
            products,
            listed ? TestCardList.of(run(), fixture.ledger.testCards()) : TestCardList.none(),
            fixture.meters,
            System::nanoTime);
    lanes.all().forEach(device -> untilOnline(device.id()));
  }

  private TestCardRun run() {
    return new TestCardRun(
        Map.of(card.chipId(), PreparedTestCard.profile()),
        new MasterKeys(Map.of("test", Secret.of(key.toArray()))),
        new PlanCompiler(signatures),
        LIMIT,
        System::nanoTime,
        fixture.clock());
  }

  private LaneSettings settings(String id, ReaderDriver driver) {
    return new LaneSettings(
        id,
        "reader",
        driver,
        Optional.empty(),
        new DeviceIdentification(
            id,
            Optional.empty(),
            new SerialPorts(folder),
            new IdentityStore(folder.resolve("identities"))),
        "",
        Links.none(),
        Map.of(),
        Set.of(),
        job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
        LIMITS);
  }

  @AfterEach
  void stop() {
    lanes.close();
    assertThat(fixture.ledger.verify()).isEmpty();
    fixture.close();
  }

  private void untilOnline(String id) {
    until(
        id + " online",
        () ->
            lanes.all().stream()
                .anyMatch(d -> d.id().equals(id) && d.state() == DeviceState.ONLINE));
  }

  private static void until(String what, BooleanSupplier reached) {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000; i++) {
      if (reached.getAsBoolean()) {
        return;
      }
      try {
        assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("never came: " + what);
  }

  private String detail() {
    return lanes.all().getFirst().detail();
  }

  private Answer answer() {
    return lanes.tryAll(LIMIT).get("encoder-1");
  }

  private TestCardResult result() {
    Answer answer = answer();
    assertThat(answer).isInstanceOf(Answer.Tried.class);
    return ((Answer.Tried) answer).result();
  }

  private void submit(String job, String profile) {
    assertThat(jobs.submit(job, StationFolder.application(profile, 1)))
        .isInstanceOf(Jobs.Submission.Accepted.class);
  }

  @Test
  void every_idle_device_tries_the_chip_that_lies_there() {
    ReaderDriver loaded = new ReaderDriver();
    ReaderDriver other = new ReaderDriver();
    VirtualCard blank = VirtualCard.blank(CardKind.FILE);
    start(loaded, other, new ReaderDriver());
    loaded.reader.insert(card);
    other.reader.insert(blank);

    Map<String, Answer> answers = lanes.tryAll(LIMIT);

    assertThat(answers.get("encoder-1"))
        .isInstanceOfSatisfying(
            Answer.Tried.class,
            tried -> assertThat(tried.result()).isInstanceOf(TestCardResult.Good.class));
    assertThat(answers.get("encoder-2"))
        .isEqualTo(new Answer.Tried(new TestCardResult.OtherChip(Optional.of(blank.chipId()))));
    assertThat(answers.get("encoder-3")).isEqualTo(new Answer.Tried(new TestCardResult.NoCard()));
    assertThat(PreparedTestCard.written(card)).endsWith(written());
    assertThat(blank.state().commands()).isEqualTo(2);
  }

  private String written() {
    return String.valueOf(fixture.now.get().getEpochSecond());
  }

  @Test
  void no_card_is_fed_to_be_tried() {
    ReaderDriver feeder = new ReaderDriver(card);
    start(feeder);

    assertThat(answer()).isEqualTo(new Answer.Tried(new TestCardResult.NoCard()));

    assertThat(feeder.fed).hasValue(0);
    assertThat(card.isPowered()).isFalse();
  }

  @Test
  void a_device_with_a_job_is_busy_and_its_card_is_left_to_the_job() {
    start(new ReaderDriver());
    submit("a", PERMIT);
    until("the device asks for a card", () -> detail().contains("insert a blank card"));

    long begun = System.nanoTime();
    assertThat(answer()).isEqualTo(new Answer.Busy());

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT.dividedBy(2));
  }

  @Test
  void a_device_whose_card_is_to_be_taken_out_is_busy() throws Exception {
    ReaderDriver reader = new ReaderDriver();
    start(reader);
    reader.reader.insert(
        VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true)));
    submit("a", PERMIT);
    until("card out", () -> detail().contains("take it out"));

    assertThat(answer()).isEqualTo(new Answer.Busy());
  }

  @Test
  void a_device_that_hangs_is_late_and_holds_up_no_other() {
    ReaderDriver hanging = new ReaderDriver();
    ReaderDriver loaded = new ReaderDriver();
    CountDownLatch never = new CountDownLatch(1);
    start(hanging, loaded);
    hanging.looking = () -> await(never);
    loaded.reader.insert(card);

    Map<String, Answer> answers = lanes.tryAll(Duration.ofSeconds(1));

    assertThat(answers.get("encoder-1")).isEqualTo(new Answer.Late());
    assertThat(answers.get("encoder-2")).isInstanceOf(Answer.Tried.class);
    never.countDown();
  }

  @Test
  void a_device_that_brings_a_card_into_place_is_busy() {
    ReaderDriver feeder = new ReaderDriver(VirtualCard.blank(CardKind.FILE));
    CountDownLatch arrives = new CountDownLatch(1);
    start(feeder);
    feeder.looking =
        () -> {
          if (feeder.fed.get() > 0) {
            await(arrives);
          }
        };
    submit("a", REGISTRATION);
    until("fed", () -> feeder.fed.get() > 0);

    assertThat(lanes.tryAll(Duration.ofMillis(200)).get("encoder-1")).isEqualTo(new Answer.Busy());

    arrives.countDown();
    untilProven("a");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nothing_is_tried_while_issuing_is_held() {
    ReaderDriver reader = new ReaderDriver();
    start(reader);
    reader.reader.insert(card);
    long before = card.state().commands();
    fixture.accept("the record that the clock is behind of");
    fixture.now.set(fixture.now.get().minus(Duration.ofDays(1)));
    until("held", () -> fixture.ledger.hold().isPresent());

    assertThat(answer()).isEqualTo(new Answer.Held());

    assertThat(card.state().commands()).isEqualTo(before);
  }

  @Test
  void keys_that_were_refused_are_not_tried_again_after_a_restart() {
    key = WRONG_KEY;
    ReaderDriver reader = new ReaderDriver();
    reader.reader.insert(card);
    start(reader);
    assertThat(answer()).isInstanceOf(Answer.Tried.class);
    assertThat(card.state().triesLeft()).isEqualTo(tries - 1);
    assertThat(result())
        .isEqualTo(new TestCardResult.Withheld(card.chipId(), Permission.KEYS_REFUSED));

    lanes.close();
    fixture.close();
    start(reader);

    assertThat(result())
        .isEqualTo(new TestCardResult.Withheld(card.chipId(), Permission.KEYS_REFUSED));
    assertThat(card.state().triesLeft()).isEqualTo(tries - 1);
  }

  @Test
  void a_card_that_is_pulled_in_the_middle_fails_and_the_lane_goes_on() {
    ReaderDriver reader = new ReaderDriver();
    start(reader);
    reader.reader.insert(card, FaultPlan.none().with(new CardFault.Pull(9, 1)));

    assertThat(answer())
        .isInstanceOfSatisfying(
            Answer.Tried.class,
            tried ->
                assertThat(tried.result())
                    .isInstanceOfSatisfying(
                        TestCardResult.Failed.class,
                        failed -> assertThat(failed.step()).isEqualTo("write")));

    untilOnline("encoder-1");
    reader.reader.insert(card);
    assertThat(result()).isInstanceOf(TestCardResult.Good.class);
  }

  /** For a job; it must come to its good card with the next one. */
  private void isLeftAlone(String product, VirtualCard blank) {
    ReaderDriver reader = new ReaderDriver();
    start(reader);
    reader.reader.insert(card);
    CardState before = card.state();

    submit("a", product);

    until("card out", () -> detail().contains("take the card out: this is a test card"));
    leftAlone(before);
    assertThat(fixture.ledger.find("a").orElseThrow().problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("put in a blank"));
    reader.reader.remove();
    until("the device asks for a card", () -> detail().contains("insert a blank card"));
    reader.reader.insert(blank);
    untilProven("a");
  }

  /** Of its chip no more was asked than the number, by product and list. */
  private void leftAlone(CardState before) {
    CardState after = card.state();
    assertThat(after.commands() - before.commands()).isLessThanOrEqualTo(4);
    assertThat(after.triesLeft()).isEqualTo(before.triesLeft());
    assertThat(after.files()).isEqualTo(before.files());
    assertThat(fixture.ledger.counts().quarantined()).isZero();
    assertThat(fixture.ledger.doubts().chip(card.chipId())).isEmpty();
  }

  private void untilProven(String job) {
    until(
        job + " proven: " + fixture.ledger.find(job),
        () -> fixture.ledger.find(job).orElseThrow().work().isPresent());
  }

  @Test
  void a_test_card_is_never_taken_for_a_blank() {
    isLeftAlone(REGISTRATION, VirtualCard.blank(CardKind.FILE));
  }

  @Test
  void a_test_card_is_known_as_one_to_a_job_of_another_kind_of_card() {
    isLeftAlone(
        PERMIT,
        VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true)));
  }

  @Test
  void a_test_card_that_is_fed_is_retained_and_counted_nowhere() {
    ReaderDriver feeder = new ReaderDriver(card);
    start(feeder);
    CardState before = card.state();

    submit("a", REGISTRATION);

    until("it is retained", () -> feeder.fed.get() > 0 && feeder.reader.card().isEmpty());
    leftAlone(before);
  }

  @Test
  void a_card_in_doubt_whose_chip_is_on_the_list_is_neither_finished_nor_tried() {
    listed = false;
    card = VirtualCard.blank(CardKind.FILE);
    ReaderDriver reader = new ReaderDriver();
    start(reader);
    reader.reader.insert(card, FaultPlan.none().with(new CardFault.Pull(WRITING, 2)));
    submit("a", REGISTRATION);
    until("in doubt", () -> fixture.state("a") == JobState.IN_DOUBT);
    lanes.close();
    fixture.close();

    listed = true;
    reader.reader.insert(card);
    CardState before = card.state();
    start(reader);

    assertThat(result())
        .isEqualTo(new TestCardResult.Withheld(card.chipId(), Permission.ON_RECORD));
    assertThat(fixture.state("a")).isEqualTo(JobState.IN_DOUBT);
    assertThat(card.state().triesLeft()).isEqualTo(before.triesLeft());
    assertThat(card.state().files()).isEqualTo(before.files());
  }
}
