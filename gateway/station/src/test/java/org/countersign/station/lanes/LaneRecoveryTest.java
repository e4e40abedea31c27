package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.Links;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.FakeMachine;
import org.countersign.station.discovery.FakeMachine.Stick;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.issuing.StationJobs;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
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
class LaneRecoveryTest {

  private static final String SOCKET = "1-2";
  private static final String PORT = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0";
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  private final WaitingJobs waiting = new WaitingJobs(System::nanoTime);
  private LedgerFixture fixture;
  private FakeMachine machine;
  private StationJobs jobs;
  private Lanes lanes;

  @BeforeEach
  void open() {
    fixture = new LedgerFixture(folder);
    machine = new FakeMachine(folder.resolve("machine"));
    jobs = new StationJobs(fixture.ledger, new FakeProducts(), waiting, 100);
  }

  @AfterEach
  void close() {
    lanes.close();
    fixture.close();
  }

  private static DeviceLimits limits(Duration reopen) {
    return new DeviceLimits(
        Duration.ofSeconds(2),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofMillis(100),
        reopen,
        reopen,
        100,
        LONG);
  }

  private static final Duration SHORT = Duration.ofMillis(5);

  private LaneSettings device(
      String id,
      DriverProvider driver,
      Optional<String> address,
      Optional<Supplier<DriverProvider>> restart,
      Duration reopen) {
    return new LaneSettings(
        id,
        "fake",
        driver,
        restart,
        new DeviceIdentification(
            id, address, machine.ports(), new IdentityStore(folder.resolve("identities"))),
        "",
        Links.none(),
        Map.of(),
        Set.of(),
        job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
        limits(reopen));
  }

  private void start(LaneSettings... devices) {
    lanes =
        Lanes.start(
            List.of(devices),
            fixture.ledger,
            waiting,
            new FakeProducts(),
            TestCardList.none(),
            fixture.meters,
            System::nanoTime);
  }

  private void submit(String id) {
    assertThat(jobs.submit(id, LedgerFixture.application(id)))
        .isInstanceOf(Jobs.Submission.Accepted.class);
  }

  private DeviceStatus first() {
    return lanes.all().getFirst();
  }

  private String rung() {
    return first().recovery().map(r -> r.rung()).orElse("");
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

  private double attempts(String rung) {
    Counter tried =
        fixture.meters.find("countersign.device.recoveries").tag("rung", rung).counter();
    return tried == null ? 0 : tried.count();
  }

  private static FakeDriver driver(int firstChip) {
    FakeDriver driver = new FakeDriver(true);
    driver.exchange = chip -> new byte[] {(byte) (chip + firstChip), (byte) 0x90, 0x00};
    return driver;
  }

  @Test
  void a_driver_that_nothing_milder_brings_back_is_loaded_anew_and_the_time_is_measured()
      throws Exception {
    machine.plug("ttyUSB0", SOCKET, Stick.E100);
    FakeDriver stale = driver(0);
    stale.openFailures.set(1_000);
    FakeDriver fresh = driver(0);
    start(device("encoder-1", stale, Optional.of(PORT), Optional.of(() -> fresh), SHORT));
    until("online", () -> first().state() == DeviceState.ONLINE);
    assertThat(stale.opened.get()).as("first, two reopened, two to be reset").isEqualTo(5);
    assertThat(fresh.opened.get()).isEqualTo(1);
    assertThat(first().recovery()).isEmpty();
    assertThat(attempts("reopen")).isEqualTo(2);
    assertThat(attempts("reset")).isEqualTo(2);
    var helped = fixture.meters.get("countersign.device.recovery").tag("rung", "restart").timer();
    assertThat(helped.count()).isEqualTo(1);
    assertThat(helped.totalTime(TimeUnit.MILLISECONDS)).isGreaterThan(5 * 5);
  }

  @Test
  void a_device_is_reset_when_reopening_it_did_not_help() throws Exception {
    FakeDriver driver = driver(0);
    submit("a");
    driver.exchange =
        chip -> {
          if (driver.resets.get() == 0) {
            throw FakeDriver.failure(Fault.TIMEOUT, Effect.NONE, "no answer");
          }
          return new byte[] {(byte) chip, (byte) 0x90, 0x00};
        };
    start(device("encoder-1", driver, Optional.empty(), Optional.empty(), SHORT));
    until("proven", () -> fixture.ledger.find("a").orElseThrow().work().isPresent());
    assertThat(driver.resets.get()).isEqualTo(1);
    assertThat(driver.opened.get()).isEqualTo(4);
  }

  @Test
  void the_jobs_of_a_device_that_stays_broken_are_made_by_its_sibling() throws Exception {
    FakeDriver broken = driver(0);
    CountDownLatch tried = new CountDownLatch(1);
    broken.exchange =
        chip -> {
          tried.countDown();
          throw FakeDriver.failure(Fault.COMMUNICATION, Effect.NONE, "no answer");
        };
    FakeDriver sibling = driver(50);
    sibling.openFailures.set(1_000);
    List<String> ids = IntStream.range(0, 10).mapToObj(i -> "job-" + i).toList();
    ids.forEach(this::submit);
    Duration pause = Duration.ofMillis(50);
    start(
        device("encoder-1", broken, Optional.empty(), Optional.empty(), pause),
        device("encoder-2", sibling, Optional.empty(), Optional.empty(), pause));
    assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();
    until(
        "alone, a person is asked",
        () ->
            fixture.ledger.after(0, 1_000).stream()
                .map(e -> e.facts().getOrDefault("detail", ""))
                .anyMatch(detail -> detail.contains("opening it anew, resetting it did not help")));

    sibling.openFailures.set(0);
    for (String job : ids) {
      until(job, () -> fixture.ledger.find(job).orElseThrow().work().isPresent());
      assertThat(fixture.ledger.find(job).orElseThrow().device()).contains("encoder-2");
    }
    assertThat(fixture.ledger.counts().inDoubt()).isZero();
    assertThat(fixture.ledger.verify()).isEmpty();
  }

  @Test
  void a_port_that_comes_back_is_opened_at_once_whatever_the_pause() throws Exception {
    machine.plug("ttyUSB0", SOCKET, Stick.E100);
    FakeDriver driver = driver(0);
    driver.openFailures.set(1);
    start(device("encoder-1", driver, Optional.of(PORT), Optional.empty(), LONG));
    until("waits", () -> first().state() == DeviceState.HARDWARE_ERROR);
    assertThat(first().detail()).isEqualTo("nobody answers");
    lanes.came(PORT);
    until("online", () -> first().state() == DeviceState.ONLINE);
    assertThat(driver.opened.get()).isEqualTo(2);
  }

  @Test
  void a_port_that_goes_closes_its_device_at_once_although_the_driver_noticed_nothing()
      throws Exception {
    machine.plug("ttyUSB0", SOCKET, Stick.E100);
    FakeDriver driver = driver(0);
    start(device("encoder-1", driver, Optional.of(PORT), Optional.empty(), LONG));
    until("online", () -> first().state() == DeviceState.ONLINE);
    CountDownLatch closed = driver.closed;
    machine.pull("ttyUSB0", SOCKET, Stick.E100);
    lanes.gone(PORT);
    assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    until("told", () -> first().state() == DeviceState.NO_DEVICE);
  }

  @Test
  void another_device_in_its_place_is_held_out_unopened_until_a_person_accepts_it()
      throws Exception {
    machine.plug("ttyUSB0", SOCKET, Stick.E100);
    FakeDriver driver = driver(0);
    start(device("encoder-1", driver, Optional.of(PORT), Optional.empty(), SHORT));
    until("online", () -> first().state() == DeviceState.ONLINE);
    machine.pull("ttyUSB0", SOCKET, Stick.E100);
    machine.plug("ttyUSB0", SOCKET, Stick.CH340);
    lanes.gone(PORT);
    until("held out", () -> first().state() == DeviceState.POTENTIAL_FRAUD);
    until("several tries later", () -> attempts("person") > 3);
    assertThat(driver.opened.get()).isEqualTo(1);
    assertThat(first().detail()).contains("1a86:7523", "--accept encoder-1");
    assertThat(rung()).isEqualTo("person");

    assertThat(lanes.accept("encoder-9")).isFalse();
    assertThat(lanes.accept("encoder-1")).isTrue();
    until("online", () -> first().state() == DeviceState.ONLINE);
    assertThat(fixture.ledger.after(0, 1_000))
        .anyMatch(e -> e.facts().getOrDefault("detail", "").startsWith("a person accepts"));
  }
}
