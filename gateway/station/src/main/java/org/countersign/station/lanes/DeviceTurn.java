package org.countersign.station.lanes;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Fault;
import org.countersign.station.discovery.DeviceIdentification.Presence;
import org.countersign.station.discovery.HeldOutException;
import org.countersign.station.jobs.Devices.DeviceState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread's time with a device: opens it, works, and opens it again when it is lost, until the
 * station stops or the thread is given up. The thread {@code device-<id>}, unless said otherwise.
 */
final class DeviceTurn {

  /** What the turns of one device share. */
  record Parts(
      LaneSettings settings,
      DeviceLane.Shared shared,
      LoadedDriver driver,
      Bell bell,
      TestCardRequests requests,
      LaneStatus status,
      LaneMeters meters,
      RecoveryLadder ladder,
      BooleanSupplier stopping) {}

  private static final Logger LOG = LoggerFactory.getLogger(DeviceTurn.class);

  private final LaneSettings settings;
  private final DeviceLane.Shared shared;

  private final LoadedDriver driver;
  private final Bell bell;
  private final TestCardRequests requests;
  private final LaneStatus status;
  private final LaneMeters meters;
  private final RecoveryLadder ladder;
  private final BooleanSupplier stopping;
  private final CardInHand hand = new CardInHand();
  private final Thread thread;
  private volatile @Nullable DeviceGuard guard;
  private volatile @Nullable Device device;
  private volatile @Nullable LaneSignals signals;

  /**
   * A turn that was not begun.
   *
   * @param before what the thread does first
   */
  DeviceTurn(Parts parts, Runnable before) {
    this.settings = parts.settings();
    this.shared = parts.shared();
    this.driver = parts.driver();
    this.bell = parts.bell();
    this.requests = parts.requests();
    this.status = parts.status();
    this.meters = parts.meters();
    this.ladder = parts.ladder();
    this.stopping = parts.stopping();
    this.thread =
        shared
            .threads()
            .device(
                "device-" + settings.deviceId(),
                () -> {
                  before.run();
                  work();
                });
  }

  /** The card that it works on. */
  CardInHand hand() {
    return hand;
  }

  Thread thread() {
    return thread;
  }

  /** Between its calls and the driver; empty before it has begun. Any thread. */
  Optional<DeviceGuard> guard() {
    return Optional.ofNullable(guard);
  }

  /** Whether it holds the device open. Any thread. */
  boolean isOpen() {
    return device != null;
  }

  /** The port of the device is gone: it is closed as soon as no call runs. Any thread. */
  void portGone() {
    LaneSignals told = signals;
    if (isOpen() && told != null) {
      told.portGone();
    }
  }

  /**
   * Whether its thread may stay where it is: it waits for work, or is in a call whose deadline is
   * watched. Any thread.
   */
  boolean mayStay() {
    return bell.isAwaited() || guard().flatMap(DeviceGuard::running).isPresent();
  }

  private boolean over() {
    return stopping.getAsBoolean() || guard().filter(DeviceGuard::isAbandoned).isPresent();
  }

  private void work() {
    DeviceGuard guard =
        new DeviceGuard(settings.deviceId(), settings.limits().grace(), shared.nanoTime());
    this.guard = guard;
    FailureCount failures =
        new FailureCount(
            settings.limits().failuresInARow(), settings.limits().rest(), shared.nanoTime());
    while (!over()) {
      try {
        serve(guard, failures);
      } catch (DeviceException e) {
        if (!over()) {
          failed(e);
        }
      } catch (HeldOutException e) {
        if (!over()) {
          String why = String.valueOf(e.getMessage());
          ladder.failed(Trouble.NEEDS_PERSON, why);
          status.state(e.isAnother() ? DeviceState.POTENTIAL_FRAUD : DeviceState.OFFLINE, why);
        }
      } catch (RuntimeException e) {
        LOG.error("device {}: the gateway itself failed", settings.deviceId(), e);
        ladder.failed(Trouble.BROKEN, "the gateway itself failed; see its log");
        status.state(DeviceState.HARDWARE_ERROR, "the gateway itself failed; see its log");
      } finally {
        close();
      }
      if (!over()) {
        bell.await(ladder.pause());
        meters.reopened();
      }
    }
    if (!guard.isAbandoned()) {
      status.state(DeviceState.OFFLINE, "the station is stopping");
    }
  }

  private void failed(DeviceException failure) {
    String why = String.valueOf(failure.getMessage());
    Presence presence = settings.identification().presence();
    ladder.failed(Trouble.of(failure, device == null, presence), why);
    String request = ladder.request();
    status.state(
        stateOf(failure.fault(), presence), request.isEmpty() ? why : why + "; " + request);
  }

  private void serve(DeviceGuard guard, FailureCount failures)
      throws DeviceException, HeldOutException {
    Optional<Rung> rung = ladder.climb();
    if (rung.filter(Rung.RESTART::equals).isPresent()) {
      driver.restart();
    }
    guard.enter(driver.now().getClass().getClassLoader());
    settings.identification().beforeOpening();
    LaneSignals signals = new LaneSignals(bell, status);
    this.signals = signals;
    DriverContext context =
        DriverContext.of(settings.deviceId(), settings.config(), signals, settings.links());
    Device raw = guard.call("opening", settings.limits().open(), () -> keep(context));
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
            settings,
            shared.ledger(),
            shared.waiting(),
            shared.products(),
            shared.testCards(),
            meters,
            hand,
            shared.threads().beside());
    LaneShift.Parts parts =
        new LaneShift.Parts(
            settings,
            making,
            shared.ledger(),
            shared.waiting(),
            status,
            meters,
            signals,
            requests,
            shared.testCards(),
            failures,
            ladder,
            shared.nanoTime());
    new LaneShift(parts, device).work(this::over);
  }

  /** Opens and keeps hold of the device even if this thread was given up in the meantime. */
  private Device keep(DriverContext context) throws DeviceException {
    Device device = driver.now().open(context);
    this.device = device;
    DeviceGuard guard = this.guard;
    if (guard != null && guard.isAbandoned()) {
      device.close();
    }
    return device;
  }

  /** Any thread; a running call returns. */
  void close() {
    Device device = this.device;
    this.device = null;
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
}
