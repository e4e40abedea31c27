package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.link.Links;
import org.countersign.station.config.DeviceLimits;
import org.countersign.station.discovery.DeviceIdentification;
import org.countersign.station.discovery.FakeMachine;
import org.countersign.station.discovery.IdentityStore;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the watchdog is told of device threads that hang where no deadline is watched. */
@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LaneStandstillTest {

  @TempDir private Path folder;

  private final AtomicLong jump = new AtomicLong();
  private final AtomicReference<Optional<String>> standstill =
      new AtomicReference<>(Optional.empty());
  private final AtomicLong looks = new AtomicLong();
  private final FakeDriver driver = new FakeDriver(false);
  private LedgerFixture fixture;
  private Lanes lanes;

  @BeforeEach
  void start() {
    fixture = new LedgerFixture(folder);
    WaitingJobs waiting = new WaitingJobs(System::nanoTime);
    Duration second = Duration.ofSeconds(1);
    LaneSettings device =
        new LaneSettings(
            "encoder-1",
            "fake",
            driver,
            Optional.empty(),
            new DeviceIdentification(
                "encoder-1",
                Optional.empty(),
                new FakeMachine(folder.resolve("machine")).ports(),
                new IdentityStore(folder.resolve("identities"))),
            "",
            Links.none(),
            Map.of(),
            Set.of(),
            job -> fixture.ledger.reserve(job, LedgerFixture.SERIALS),
            new DeviceLimits(second, second, second, second, second, second, 100, second));
    lanes =
        Lanes.start(
            List.of(device),
            fixture.ledger,
            waiting,
            new FakeProducts(),
            TestCardList.none(),
            fixture.meters,
            () -> System.nanoTime() + jump.get());
    lanes.onTick(() -> {
      standstill.set(lanes.standstill());
      looks.incrementAndGet();
    });
  }

  @AfterEach
  void close() {
    driver.closing.countDown();
    lanes.close();
    fixture.close();
  }

  private void until(BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 1_000 && !reached.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(reached.getAsBoolean()).isTrue();
  }

  /** So that what the clock thread saw last came after what was done before. */
  private void looksTwice() throws InterruptedException {
    long before = looks.get();
    until(() -> looks.get() >= before + 2);
  }

  @Test
  void a_device_that_waits_for_work_for_hours_moves() throws Exception {
    until(() -> lanes.all().getFirst().state() == DeviceState.ONLINE);
    jump.set(Duration.ofHours(8).toNanos());
    looksTwice();
    assertThat(standstill.get()).isEmpty();
  }

  @Test
  void a_driver_that_never_comes_back_from_closing_stands_still() throws Exception {
    until(() -> lanes.all().getFirst().state() == DeviceState.ONLINE);
    driver.closing = new CountDownLatch(1);
    driver.context.events().tell(new DeviceEvent(DeviceEvent.Kind.DEVICE_LOST, ""));
    until(() -> driver.closed.getCount() == 0);
    looksTwice();
    jump.set(Duration.ofMinutes(3).toNanos());
    until(() -> standstill.get().isPresent());
    assertThat(standstill.get().orElseThrow())
        .contains("the thread of device encoder-1 has not come round for 18");
  }
}
