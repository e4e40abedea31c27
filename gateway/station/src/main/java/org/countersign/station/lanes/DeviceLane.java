package org.countersign.station.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Fault;
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

  /** Longest pause while a device is not there: who plugs it in again stands and waits. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(DeviceLane.class);

  private final LaneSettings settings;
  private final Shared shared;
  private final Bell bell = new Bell();
  private final LaneStatus status;
  private final LaneMeters meters;
  private final BackOff backOff;
  private final List<Thread> abandoned = new ArrayList<>();
  private volatile boolean stopping;
  private volatile @Nullable Turn turn;

  DeviceLane(LaneSettings settings, Shared shared) {
    this.settings = settings;
    this.shared = shared;
    this.status =
        new LaneStatus(
            settings.deviceId(), settings.driverId(), settings.caution(), shared.ledger()::device);
    this.meters = new LaneMeters(shared.meters(), settings.deviceId(), status);
    this.backOff = new BackOff(settings.limits().reopenFirst(), settings.limits().reopenMost());
  }

  /** One thread's time with the device. */
  private final class Turn {
    final CardInHand hand = new CardInHand();
    final Thread thread;
    volatile @Nullable DeviceGuard guard;
    volatile @Nullable Device device;

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

  private void run(Turn own) {
    DeviceGuard guard =
        new DeviceGuard(
            settings.deviceId(),
            settings.driver().getClass().getClassLoader(),
            settings.limits().grace(),
            shared.nanoTime());
    own.guard = guard;
    FailureCount failures =
        new FailureCount(
            settings.limits().failuresInARow(), settings.limits().rest(), shared.nanoTime());
    while (!own.over()) {
      boolean missing = false;
      try {
        serve(own, guard, failures);
      } catch (DeviceException e) {
        missing = e.fault() == Fault.COMMUNICATION;
        if (!own.over()) {
          status.state(stateOf(e.fault()), String.valueOf(e.getMessage()));
        }
      } catch (RuntimeException e) {
        LOG.error("device {}: the gateway itself failed", settings.deviceId(), e);
        status.state(DeviceState.HARDWARE_ERROR, "the gateway itself failed; see its log");
      } finally {
        close(own);
      }
      if (!own.over()) {
        bell.await(pause(missing));
        meters.reopened();
      }
    }
    if (!guard.isAbandoned()) {
      status.state(DeviceState.OFFLINE, "the station is stopping");
    }
  }

  private Duration pause(boolean missing) {
    Duration next = backOff.next();
    return missing && next.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : next;
  }

  private void serve(Turn own, DeviceGuard guard, FailureCount failures) throws DeviceException {
    LaneSignals signals = new LaneSignals(bell, status);
    DriverContext context =
        DriverContext.of(settings.deviceId(), settings.config(), signals, settings.links());
    Device raw = guard.call("opening", settings.limits().open(), () -> keep(own, context));
    OpenDevice device =
        new OpenDevice(settings.deviceId(), raw, guard, settings.limits().move(), status::chip);
    status.model(device.info().model());
    status.state(DeviceState.ONLINE, "");
    backOff.reset();
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
            shared.nanoTime());
    new LaneShift(parts, device).work(own::over);
  }

  /** Opens and keeps hold of the device even if this thread was given up in the meantime. */
  private Device keep(Turn own, DriverContext context) throws DeviceException {
    Device device = settings.driver().open(context);
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

  private static DeviceState stateOf(Fault fault) {
    return switch (fault) {
      case COMMUNICATION -> DeviceState.NO_DEVICE;
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
      case LATE ->
          LOG.warn(
              "device {}: {}; interrupted", settings.deviceId(), guard.running().orElse("a call"));
      case LOST -> giveUp(current, guard);
    }
  }

  private void giveUp(Turn current, DeviceGuard guard) {
    String running = guard.running().orElse("a call did not return");
    guard.abandon();
    meters.abandoned();
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
    bell.await(backOff.next());
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
