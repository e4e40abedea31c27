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
import org.countersign.driver.link.Links;
import org.countersign.personalization.JobState;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.StationFolder;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cards that a job waits for are recognised wherever they are put. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PutBackTest {

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final DeviceLimits LIMITS =
      new DeviceLimits(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, 3, LIMIT);

  /** A command in the middle of the first block of data of a permit, or of a file. */
  private static final int WRITING = 9;

  @TempDir Path folder;

  private final WaitingJobs waiting = new WaitingJobs(System::nanoTime);
  private final CountedSignatures signatures = new CountedSignatures();
  private LedgerFixture fixture;
  private StationJobs jobs;
  private Lanes lanes;

  private void start(ReaderDriver... drivers) {
    fixture = new LedgerFixture(folder);
    fixture.ledger.doubtUnfinished();
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
            TestCardList.none(),
            fixture.meters,
            System::nanoTime);
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
    fixture.close();
  }

  private void submit(String job, String profile) {
    assertThat(jobs.submit(job, StationFolder.application(profile, 1)))
        .isInstanceOf(Jobs.Submission.Accepted.class);
  }

  private static VirtualCard permitBlank() {
    return VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true));
  }

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

  private void untilProven(String job) throws InterruptedException {
    until(
        job + " proven: " + fixture.ledger.find(job),
        () -> fixture.ledger.find(job).orElseThrow().work().isPresent());
  }

  private String detail(int device) {
    return lanes.all().get(device).detail();
  }

  /** A job whose card was pulled out in the middle of its writing. */
  private void inDoubt(String job, String profile, ReaderDriver driver, VirtualCard card)
      throws InterruptedException {
    driver.reader.insert(card, FaultPlan.none().with(new CardFault.Pull(WRITING, 2)));
    submit(job, profile);
    until(job + " in doubt", () -> fixture.state(job) == JobState.IN_DOUBT);
    assertThat(fixture.ledger.find(job).orElseThrow().problem())
        .hasValueSatisfying(p -> assertThat(p).contains("put it back into any encoder"));
  }

  @Test
  void a_card_put_into_another_device_is_finished_though_no_job_waits() throws Exception {
    ReaderDriver first = new ReaderDriver();
    ReaderDriver second = new ReaderDriver();
    VirtualCard card = permitBlank();
    start(first, second);
    inDoubt("a", PERMIT, first, card);
    until("the device asks for it", () -> detail(1).contains("waits for its card"));

    second.reader.insert(card);

    untilProven("a");
    assertThat(card.state().isFinished()).isTrue();
    assertThat(signatures.of("a")).isEqualTo(1);
    assertThat(fixture.ledger.find("a").orElseThrow().device()).contains("encoder-2");
    until("card out", () -> detail(1).contains("take it out"));
    assertThat(
            fixture
                .meters
                .get("countersign.doubts")
                .tag("device", "encoder-2")
                .tag("result", "issued")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void a_job_of_another_product_makes_room_for_the_card_that_is_put_back() throws Exception {
    ReaderDriver reader = new ReaderDriver();
    VirtualCard card = VirtualCard.blank(CardKind.FILE);
    start(reader);
    inDoubt("a", REGISTRATION, reader, card);
    submit("b", PERMIT);
    until("the device asks for a card", () -> detail(0).contains("insert a blank card"));

    reader.reader.insert(card);

    untilProven("a");
    assertThat(fixture.ledger.find("b").orElseThrow().work()).isEmpty();
    until("card out", () -> detail(0).contains("take it out"));
    assertThat(reader.reader.remove()).isPresent();
    until("the device asks for a card", () -> detail(0).contains("insert a blank card"));
    reader.reader.insert(permitBlank());
    untilProven("b");
  }

  @Test
  void a_card_that_no_job_waits_for_is_looked_at_once_and_left_alone() throws Exception {
    ReaderDriver reader = new ReaderDriver();
    VirtualCard blank = permitBlank();
    start(reader);
    inDoubt("a", PERMIT, reader, permitBlank());

    reader.reader.insert(blank);

    until("looked at", () -> blank.state().commands() > 0 && !blank.isPowered());
    long seen = blank.state().commands();
    submit("b", PERMIT);
    untilProven("b");
    assertThat(blank.state().isFinished()).isTrue();
    assertThat(seen).isLessThanOrEqualTo(2);
    assertThat(fixture.state("a")).isEqualTo(JobState.IN_DOUBT);
  }

  @Test
  void a_device_with_a_hopper_looks_at_its_chip_station_before_it_feeds() throws Exception {
    VirtualCard card = permitBlank();
    try (CutBox box = new CutBox(folder, signatures)) {
      box.accept("a", StationFolder.application(PERMIT, 1));
      box.reader.insert(card);
      box.cutAt(WRITING, true);
      org.assertj.core.api.Assertions.assertThatThrownBy(box::work)
          .isInstanceOf(CutBox.PowerGone.class);
    }
    ReaderDriver feeder = new ReaderDriver(permitBlank());
    feeder.reader.insert(card);

    start(feeder);

    untilProven("a");
    until("card out", () -> feeder.reader.card().isEmpty());
    assertThat(feeder.fed).hasValue(0);
    assertThat(card.state().isFinished()).isTrue();
    submit("b", PERMIT);
    untilProven("b");
    assertThat(feeder.fed).hasValue(1);
  }

  @Test
  void a_card_that_fails_twice_in_the_middle_of_its_writing_is_waste() throws Exception {
    ReaderDriver reader = new ReaderDriver();
    VirtualCard card = permitBlank();
    // The second failure strikes while the card is gone on with on the spot.
    FaultPlan twice =
        FaultPlan.none()
            .with(new CardFault.WrongStatus(WRITING - 2, 0x6581))
            .with(new CardFault.WrongStatus(WRITING + 8, 0x6581));
    start(reader);
    reader.reader.insert(card, twice);
    submit("a", PERMIT);

    until("spoiled", () -> fixture.state("a") == JobState.SPOILED);

    assertThat(fixture.ledger.find("a").orElseThrow().problem())
        .hasValueSatisfying(p -> assertThat(p).contains("for the second time"));
    assertThat(card.state().isFinished()).isFalse();
    assertThat(fixture.ledger.counts().spoiled()).isEqualTo(1);
  }
}
