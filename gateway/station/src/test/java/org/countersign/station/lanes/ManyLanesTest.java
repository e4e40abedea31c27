package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.Links;
import org.countersign.personalization.Application;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.discovery.SerialPorts;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several devices over one line of jobs: what one of them does costs the others nothing, and the
 * oldest job of a product is always the next one.
 */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManyLanesTest {

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";

  /** Chips of a lane: their numbers are a byte, the lane's place and theirs. */
  private static final int CHIPS = 60;

  /** Nothing is late here but what never comes. */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final WaitingJobs waiting = new WaitingJobs(System::nanoTime);
  private final FakeProducts products = new FakeProducts();
  private final CountDownLatch end = new CountDownLatch(1);
  private LedgerFixture fixture;
  private StationJobs jobs;
  private Lanes lanes;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
    products.limit = PATIENT;
    jobs = new StationJobs(fixture.ledger, products, waiting, 1_000);
  }

  @AfterEach
  void close() {
    end.countDown();
    if (lanes != null) {
      lanes.close();
    }
    fixture.close();
  }

  private void start(List<FakeDriver> drivers, List<Set<String>> profiles) {
    List<LaneSettings> settings = new ArrayList<>();
    for (int lane = 0; lane < drivers.size(); lane++) {
      settings.add(settings("encoder-" + lane, drivers.get(lane), profiles.get(lane)));
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

  private void start(FakeDriver... drivers) {
    start(List.of(drivers), java.util.Collections.nCopies(drivers.length, Set.of()));
  }

  private LaneSettings settings(String id, FakeDriver driver, Set<String> profiles) {
    Duration moment = Duration.ofMillis(100);
    DeviceLimits limits =
        new DeviceLimits(PATIENT, PATIENT, PATIENT, moment, moment, moment, 3, PATIENT);
    DeviceIdentification place =
        new DeviceIdentification(
            id,
            Optional.empty(),
            new SerialPorts(folder),
            new IdentityStore(folder.resolve("identities")));
    return new LaneSettings(
        id,
        "fake",
        driver,
        Optional.empty(),
        place,
        "",
        Links.none(),
        Map.of(),
        profiles,
        job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
        limits);
  }

  private static FakeDriver lane(int place) {
    FakeDriver driver = new FakeDriver(true);
    driver.exchange = chip -> answer(place, chip);
    return driver;
  }

  private static byte[] answer(int place, int chip) {
    return new byte[] {(byte) (place * CHIPS + chip), (byte) 0x90, 0x00};
  }

  /** A device that stays in its first call about a card until the test ends. */
  private FakeDriver stuck(int place, CountDownLatch reached) {
    FakeDriver driver = lane(place);
    driver.exchange =
        chip -> {
          reached.countDown();
          end.await();
          return answer(place, chip);
        };
    return driver;
  }

  private List<String> submit(String prefix, String profile, int count) {
    List<String> ids = IntStream.range(0, count).mapToObj(i -> prefix + "-" + i).toList();
    ids.forEach(id -> submit(id, profile));
    return ids;
  }

  private void submit(String id, String profile) {
    Application like = LedgerFixture.application(id);
    Application application =
        new Application(profile, like.suite(), like.data(), like.attachments());
    assertThat(jobs.submit(id, application)).isInstanceOf(Jobs.Submission.Accepted.class);
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 3_000 && !reached.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(reached.getAsBoolean()).as(what).isTrue();
  }

  private boolean isProven(String job) {
    return fixture.ledger.find(job).orElseThrow().work().isPresent();
  }

  private void untilProven(List<String> ids) throws InterruptedException {
    for (String id : ids) {
      until(id + " proven", () -> isProven(id));
    }
  }

  /** Jobs in the order in which devices took them up: each one's first serial. */
  private List<String> takenUp() {
    List<String> order = new ArrayList<>();
    fixture.ledger.after(0, 10_000).stream()
        .filter(e -> e.kind().equals("job") && e.state().equals("RESERVED"))
        .map(org.countersign.station.jobs.StationEvent::subject)
        .filter(job -> !order.contains(job))
        .forEach(order::add);
    return order;
  }

  /** The most jobs that were accepted after another one of the list and taken up before it. */
  private int mostOvertaking(List<String> accepted) {
    List<String> order = takenUp();
    order.retainAll(new HashSet<>(accepted));
    assertThat(order).as("jobs taken up").hasSameElementsAs(accepted);
    int most = 0;
    for (int place = 0; place < order.size(); place++) {
      int age = accepted.indexOf(order.get(place));
      int younger =
          (int) order.subList(0, place).stream().filter(j -> accepted.indexOf(j) > age).count();
      most = Math.max(most, younger);
    }
    return most;
  }

  @Test
  void while_one_lane_stays_in_a_call_the_others_make_every_other_job() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    start(stuck(0, reached), lane(1), lane(2));
    List<String> ids = submit("job", PERMIT, 40);
    assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
    until("39 cards", () -> ids.stream().filter(this::isProven).count() == 39);
    assertThat(mostOvertaking(ids)).isLessThan(3);
  }

  @Test
  void a_lane_whose_call_never_comes_back_delays_no_other_and_not_even_its_own_job()
      throws Exception {
    products.limit = Duration.ofMillis(50);
    FakeDriver hanging = lane(0);
    hanging.exchange =
        chip -> {
          while (true) {
            try {
              end.await();
              return answer(0, chip);
            } catch (InterruptedException deaf) {
              continue; // As a native call would.
            }
          }
        };
    start(hanging, lane(1), lane(2));
    List<String> ids = submit("job", PERMIT, 40);
    untilProven(ids);
    assertThat(mostOvertaking(ids)).isLessThan(3);
  }

  @Test
  void a_device_that_never_opens_and_one_that_always_fails_delay_no_other() throws Exception {
    FakeDriver dead = lane(0);
    dead.openFailures.set(Integer.MAX_VALUE);
    FakeDriver failing = lane(1);
    failing.exchange =
        chip -> {
          throw FakeDriver.failure(Fault.HARDWARE, Effect.NONE, "the reader is broken");
        };
    start(dead, failing, lane(2));
    untilProven(submit("job", PERMIT, 40));
    assertThat(dead.moves()).isEmpty();
  }

  @Test
  void an_empty_hopper_and_a_reader_without_a_card_hold_no_job() throws Exception {
    FakeDriver empty = lane(0);
    empty.hopper.set(0);
    FakeDriver hand = new FakeDriver(false);
    hand.exchange = chip -> answer(1, chip);
    start(empty, hand, lane(2));
    List<String> ids = submit("job", PERMIT, 40);
    untilProven(ids);
    assertThat(mostOvertaking(ids)).isLessThan(3);
    assertThat(fixture.ledger.find("job-0").orElseThrow().device()).contains("encoder-2");
  }

  @Test
  void jobs_of_a_product_nobody_can_make_now_hold_up_no_other_product() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    List<String> first = submit("registration", REGISTRATION, 20);
    List<String> behind = submit("permit", PERMIT, 20);
    start(List.of(stuck(0, reached), lane(1)), List.of(Set.of(REGISTRATION), Set.of(PERMIT)));
    untilProven(behind);
    assertThat(first).noneMatch(this::isProven);
    assertThat(mostOvertaking(behind)).isZero();
  }

  /** Each lane at a pace of its own, so that every interleaving comes about. */
  @RepeatedTest(3)
  void no_job_is_overtaken_by_more_younger_ones_of_its_product_than_there_are_other_lanes()
      throws Exception {
    RandomGenerator chance = new SplittableRandom();
    List<FakeDriver> drivers = new ArrayList<>();
    for (int place = 0; place < 4; place++) {
      int own = place;
      FakeDriver driver = lane(place);
      driver.exchange =
          chip -> {
            long micros;
            synchronized (chance) {
              micros = chance.nextLong(1, own == 0 ? 8_000 : 500);
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
            return answer(own, chip);
          };
      drivers.add(driver);
    }
    List<String> permits = new ArrayList<>();
    List<String> registrations = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      submit("p-" + i, PERMIT);
      permits.add("p-" + i);
      submit("r-" + i, REGISTRATION);
      registrations.add("r-" + i);
    }
    start(
        drivers,
        List.of(Set.of(), Set.of(PERMIT), Set.of(PERMIT, REGISTRATION), Set.of(REGISTRATION)));
    untilProven(permits);
    untilProven(registrations);
    // Three lanes make each product.
    assertThat(mostOvertaking(permits)).isLessThan(3);
    assertThat(mostOvertaking(registrations)).isLessThan(3);
  }
}
