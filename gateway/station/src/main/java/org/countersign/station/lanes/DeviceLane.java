package org.countersign.station.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Fault;
import org.countersign.station.discovery.DeviceIdentification.Presence;
import org.countersign.station.discovery.HeldOutException;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device with its thread {@code device-<id>}. The thread opens the device, works, and opens it
 * again with growing pauses when it is lost. A thread that does not come back from a call is given
 * up: its job is settled, the device is closed from outside, and a new thread takes over.
 */
final class DeviceLane {

  /** What all lanes share. */
  record Shared(
      Ledger ledger,
      WaitingJobs waiting,
      CardProducts products,
      MeterRegistry meters,
      LongSupplier nanoTime) {}

  /** Threads that may hang in one device's driver before it is left alone. */
  private static final int MOST_ABANDONED = 5;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(DeviceLane.class);

  private final LaneSettings settings;
  private final Shared shared;
  private final Bell bell = new Bell();
  private final LaneStatus status;
  private final LaneMeters meters;
  private final RecoveryLadder ladder;
  private final List<Thread> abandoned = new ArrayList<>();
  private volatile boolean stopping;
  private volatile @Nullable Turn turn;

  /** The driver as it was loaded last. The device's thread of the time. */
  private volatile DriverProvider driver;

  /**
   * A device that is not open yet.
   *
   * @param sibling whether another device that makes the same cards is at work
   */
  DeviceLane(LaneSettings settings, Shared shared, BooleanSupplier sibling) {
    this.settings = settings;
    this.shared = shared;
    this.status =
        new LaneStatus(
            settings.deviceId(), settings.driverId(), settings.caution(), shared.ledger()::device);
    this.meters = new LaneMeters(shared.meters(), settings.deviceId(), status);
    this.driver = settings.driver();
    this.ladder =
        new RecoveryLadder(
            new BackOff(settings.limits().reopenFirst(), settings.limits().reopenMost()),
            new RecoveryLadder.Means(settings.restart().isPresent(), sibling),
            shared.nanoTime(),
            new Climb());
  }

  /** Tells of the climb. */
  private final class Climb implements RecoveryLadder.Listener {
    @Override
    public void attempted(Rung rung) {
      meters.recovery(rung);
    }

    @Override
    public void recovered(Rung rung, Duration time) {
      meters.recovered(rung, time);
      LOG.info(
          "device {} works again after {} ms; what helped: {}",
          settings.deviceId(),
          time.toMillis(),
          rung.word());
    }

    @Override
    public void changed() {
      status.recovery(ladder.now());
    }
  }

  /** One thread's time with the device. */
  private final class Turn {
    final CardInHand hand = new CardInHand();
    final Thread thread;
    volatile @Nullable DeviceGuard guard;
    volatile @Nullable Device device;
    volatile @Nullable LaneSignals signals;

    Turn(Optional<Turn> before) {
      this.thread =
          Thread.ofPlatform()
              .daemon() // A hanging driver must not keep the process from ending.
              .name("device-" + settings.deviceId())
              .unstarted(() -> {
                before.ifPresent(DeviceLane.this::clearUpAfter);
                DeviceLane.this.run(this);
              });
    }

    boolean over() {
      DeviceGuard own = guard;
      return stopping || (own != null && own.isAbandoned());
    }
  }

  DeviceStatus status() {
    return status.now();
  }

  LaneSettings settings() {
    return settings;
  }

  void start() {
    begin(Optional.empty());
  }

  private void begin(Optional<Turn> before) {
    Turn next = new Turn(before);
    turn = next;
    next.thread.start();
  }

  /** Work may have come. Any thread. */
  void wake() {
    bell.ring();
  }

  /** The port of the device is gone: it is closed as soon as no call runs. Any thread. */
  void portGone() {
    Turn current = turn;
    if (current != null && current.device != null) {
      LaneSignals signals = current.signals;
      if (signals != null) {
        signals.portGone();
      }
    }
  }

  /** The port of the device is back: it is opened at once. Any thread. */
  void portCame() {
    ladder.returned();
    bell.ring();
  }

  /** Takes the device that is there, whoever it is. Any thread but the device's. */
  void accept() {
    try {
      settings.identification().forget();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "device " + settings.deviceId() + " cannot be accepted: " + e.getMessage(), e);
    }
    shared
        .ledger()
        .device(
            settings.deviceId(),
            status.now().state().word(),
            Map.of("detail", "a person accepts the device that is plugged in now"));
    portCame();
  }

  private void run(Turn own) {
    DeviceGuard guard =
        new DeviceGuard(settings.deviceId(), settings.limits().grace(), shared.nanoTime());
    own.guard = guard;
    FailureCount failures =
        new FailureCount(
            settings.limits().failuresInARow(), settings.limits().rest(), shared.nanoTime());
    while (!own.over()) {
      try {
        serve(own, guard, failures);
      } catch (DeviceException e) {
        if (!own.over()) {
          failed(own, e);
        }
      } catch (HeldOutException e) {
        if (!own.over()) {
          String why = String.valueOf(e.getMessage());
          ladder.failed(Trouble.NEEDS_PERSON, why);
          status.state(e.isAnother() ? DeviceState.POTENTIAL_FRAUD : DeviceState.OFFLINE, why);
        }
      } catch (RuntimeException e) {
        LOG.error("device {}: the gateway itself failed", settings.deviceId(), e);
        ladder.failed(Trouble.BROKEN, "the gateway itself failed; see its log");
        status.state(DeviceState.HARDWARE_ERROR, "the gateway itself failed; see its log");
      } finally {
        close(own);
      }
      if (!own.over()) {
        bell.await(ladder.pause());
        meters.reopened();
      }
    }
    if (!guard.isAbandoned()) {
      status.state(DeviceState.OFFLINE, "the station is stopping");
    }
  }

  private void failed(Turn own, DeviceException failure) {
    String why = String.valueOf(failure.getMessage());
    Presence presence = settings.identification().presence();
    ladder.failed(Trouble.of(failure, own.device == null, presence), why);
    String request = ladder.request();
    status.state(
        stateOf(failure.fault(), presence), request.isEmpty() ? why : why + "; " + request);
  }

  private void serve(Turn own, DeviceGuard guard, FailureCount failures)
      throws DeviceException, HeldOutException {
    Optional<Rung> rung = ladder.climb();
    if (rung.filter(Rung.RESTART::equals).isPresent()) {
      driver = settings.restart().orElseThrow().get();
    }
    guard.enter(driver.getClass().getClassLoader());
    settings.identification().beforeOpening();
    LaneSignals signals = new LaneSignals(bell, status);
    own.signals = signals;
    DriverContext context =
        DriverContext.of(settings.deviceId(), settings.config(), signals, settings.links());
    Device raw = guard.call("opening", settings.limits().open(), () -> keep(own, context));
    OpenDevice device =
        new OpenDevice(settings.deviceId(), raw, guard, settings.limits().move(), status::chip);
    settings.identification().afterOpening(device.info());
    if (rung.filter(r -> r.compareTo(Rung.RESET) >= 0).isPresent()) {
      device.reset(settings.limits().open());
    }
    status.model(device.info().model());
    ladder.well();
    status.state(DeviceState.ONLINE, "");
    CardMaking making =
        new CardMaking(
            settings, shared.ledger(), shared.waiting(), shared.products(), meters, own.hand);
    LaneShift.Parts parts =
        new LaneShift.Parts(
            settings,
            making,
            shared.ledger(),
            shared.waiting(),
            status,
            meters,
            signals,
            failures,
            ladder,
            shared.nanoTime());
    new LaneShift(parts, device).work(own::over);
  }

  /** Opens and keeps hold of the device even if this thread was given up in the meantime. */
  private Device keep(Turn own, DriverContext context) throws DeviceException {
    Device device = driver.open(context);
    own.device = device;
    DeviceGuard guard = own.guard;
    if (guard != null && guard.isAbandoned()) {
      device.close();
    }
    return device;
  }

  private void close(Turn own) {
    Device device = own.device;
    own.device = null;
    if (device != null) {
      try {
        device.close();
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("device {}: the driver failed to close it", settings.deviceId(), e);
      }
    }
  }

  private static DeviceState stateOf(Fault fault, Presence presence) {
    if (presence == Presence.ABSENT) {
      return DeviceState.NO_DEVICE;
    }
    return switch (fault) {
      case COMMUNICATION ->
          presence == Presence.PRESENT ? DeviceState.HARDWARE_ERROR : DeviceState.NO_DEVICE;
      case CONFIGURATION -> DeviceState.OFFLINE;
      default ->
          switch (fault.remedy()) {
            case OPERATOR -> DeviceState.USER_ERROR;
            case RETRY -> DeviceState.NO_DEVICE;
            case RESET, SERVICE -> DeviceState.HARDWARE_ERROR;
          };
    };
  }

  /** Looks whether a call is late. Clock thread; returns at once. */
  void tick() {
    Turn current = turn;
    DeviceGuard guard = current == null ? null : current.guard;
    if (current == null || guard == null || guard.isAbandoned()) {
      return;
    }
    switch (guard.look()) {
      case IN_TIME -> {}
      case LATE -> {
        String running = guard.running().orElse("a call took too long");
        ladder.interrupted(running);
        LOG.warn("device {}: {}; interrupted", settings.deviceId(), running);
      }
      case LOST -> giveUp(current, guard);
    }
  }

  private void giveUp(Turn current, DeviceGuard guard) {
    String running = guard.running().orElse("a call did not return");
    guard.abandon();
    meters.abandoned();
    ladder.failed(Trouble.BROKEN, running + " and did not heed the interrupt");
    status.state(
        DeviceState.STUCK,
        running + " and did not heed the interrupt; the device is closed and opened again");
    synchronized (this) {
      abandoned.add(current.thread);
    }
    if (!stopping) {
      begin(Optional.of(current));
    }
  }

  /** Settles what a thread that was given up had in hand. The new thread. */
  private void clearUpAfter(Turn before) {
    before.hand.seize().ifPresent(this::settle);
    Device device = before.device;
    if (device != null) {
      Thread closer =
          Thread.ofPlatform()
              .daemon()
              .name("close-" + settings.deviceId())
              .start(() -> close(before));
      joined(closer, CLOSE_LIMIT);
    }
    bell.await(ladder.pause());
    while (!stopping && hanging() >= MOST_ABANDONED) {
      status.state(
          DeviceState.STUCK,
          "the driver has not come back from "
              + MOST_ABANDONED
              + " calls; restart the device, then the gateway");
      bell.await(settings.limits().reopenMost());
    }
    meters.reopened();
  }

  private synchronized long hanging() {
    abandoned.removeIf(thread -> !thread.isAlive());
    return abandoned.size();
  }

  private void settle(CardInHand.Work work) {
    String job = work.journal().job();
    try {
      String problem = "the device did not answer in the middle of the card; keep the card apart";
      switch (shared.ledger().doubtIfOpened(job, settings.deviceId(), problem)) {
        case ACCEPTED, RESERVED -> shared.waiting().giveBack(work.job());
        default -> {}
      }
    } catch (LedgerException e) {
      LOG.error("job {} could not be settled; the next start does it: {}", job, e.getMessage());
    }
  }

  /** Lets the card in hand be finished and nothing be begun. Any thread. */
  void stop() {
    stopping = true;
    bell.ring();
  }

  /** Whether the thread ended within the limit. */
  boolean stopped(Duration limit) {
    Turn current = turn;
    return current == null || joined(current.thread, limit);
  }

  /** Breaks the running call off; the card is parked where it can be. */
  void breakOff() {
    Turn current = turn;
    DeviceGuard guard = current == null ? null : current.guard;
    if (guard != null) {
      guard.cancel();
    }
  }

  /** Leaves a thread that did not stop behind; its job is settled as far as is known. */
  void leaveBehind() {
    Turn current = turn;
    DeviceGuard guard = current == null ? null : current.guard;
    if (current == null || guard == null || !current.thread.isAlive()) {
      return;
    }
    guard.abandon();
    meters.abandoned();
    current.hand.seize().ifPresent(this::settle);
    Thread.ofPlatform().daemon().name("close-" + settings.deviceId()).start(() -> close(current));
  }

  private static boolean joined(Thread thread, Duration limit) {
    try {
      return thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
