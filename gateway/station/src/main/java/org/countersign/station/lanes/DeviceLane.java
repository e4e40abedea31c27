package org.countersign.station.lanes;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.TestCards.Answer;
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
      TestCardList testCards,
      MeterRegistry meters,
      LongSupplier nanoTime,
      LaneThreads threads) {}

  /** Threads that may hang in one device's driver before it is left alone. */
  private static final int MOST_ABANDONED = 5;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

  /** A remote signature, the longest work outside of drivers, is given up earlier. */
  private static final Duration STANDSTILL = Duration.ofMinutes(2);

  private static final Logger LOG = LoggerFactory.getLogger(DeviceLane.class);

  private final LaneSettings settings;
  private final Shared shared;
  private final Bell bell;
  private final TestCardRequests requests;
  private final LaneStatus status;
  private final LaneMeters meters;
  private final RecoveryLadder ladder;
  private final List<Thread> abandoned = new ArrayList<>();
  private final DeviceTurn.Parts parts;
  private final LaneMovement movement;
  private volatile boolean stopping;
  private volatile @Nullable DeviceTurn turn;

  /**
   * A device that is not open yet.
   *
   * @param sibling whether another device that makes the same cards is at work
   */
  DeviceLane(LaneSettings settings, Shared shared, BooleanSupplier sibling) {
    this.settings = settings;
    this.shared = shared;
    this.bell = shared.threads().bell();
    this.requests = new TestCardRequests(bell);
    this.status =
        new LaneStatus(
            settings.deviceId(), settings.driverId(), settings.caution(), shared.ledger()::device);
    this.meters = new LaneMeters(shared.meters(), settings.deviceId(), status);
    this.ladder =
        new RecoveryLadder(
            new BackOff(settings.limits().reopenFirst(), settings.limits().reopenMost()),
            new RecoveryLadder.Means(settings.restart().isPresent(), sibling),
            shared.nanoTime(),
            new Climb());
    this.movement = new LaneMovement(settings.deviceId(), STANDSTILL, shared.nanoTime());
    this.parts =
        new DeviceTurn.Parts(
            settings,
            shared,
            new LoadedDriver(settings),
            bell,
            requests,
            status,
            meters,
            ladder,
            () -> stopping);
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

  DeviceStatus status() {
    return status.now();
  }

  LaneSettings settings() {
    return settings;
  }

  void start() {
    begin(() -> {});
  }

  private void begin(Runnable before) {
    DeviceTurn next = new DeviceTurn(parts, before);
    turn = next;
    next.thread().start();
  }

  /** Work may have come. Any thread. */
  void wake() {
    bell.ring();
  }

  /** Has the chip tried that lies there; a device that is not idle says so at once. Any thread. */
  CompletableFuture<Answer> tryTestCard() {
    DeviceTurn current = turn;
    if (current == null || !current.isOpen()) {
      return CompletableFuture.completedFuture(new Answer.NotOpen());
    }
    return current.hand().isSome()
        ? CompletableFuture.completedFuture(new Answer.Busy())
        : requests.ask();
  }

  /** The answer was waited for long enough. Any thread. */
  Answer late(CompletableFuture<Answer> asked) {
    // It may bring a card into place for a job that it does not have in hand yet.
    boolean moves = requests.withdraw(asked) && status.now().state() == DeviceState.DEVICE_BUSY;
    DeviceTurn current = turn;
    boolean works = moves || (current != null && current.hand().isSome());
    return asked.getNow(works ? new Answer.Busy() : new Answer.Late());
  }

  /** The port of the device is gone: it is closed as soon as no call runs. Any thread. */
  void portGone() {
    DeviceTurn current = turn;
    if (current != null) {
      current.portGone();
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

  /** Looks whether a call is late. Clock thread; returns at once. */
  void tick() {
    DeviceTurn current = turn;
    DeviceGuard guard = current == null ? null : current.guard().orElse(null);
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

  /** What stands still, if its thread does not come round any more. Clock thread. */
  Optional<String> standstill() {
    DeviceTurn current = turn;
    if (current == null || stopping) {
      return Optional.empty();
    }
    long round = current.guard().map(DeviceGuard::rounds).orElse(0L);
    return movement.look(current.thread(), current.mayStay(), round);
  }

  private void giveUp(DeviceTurn current, DeviceGuard guard) {
    String running = guard.running().orElse("a call did not return");
    guard.abandon();
    meters.abandoned();
    ladder.failed(Trouble.BROKEN, running + " and did not heed the interrupt");
    status.state(
        DeviceState.STUCK,
        running + " and did not heed the interrupt; the device is closed and opened again");
    synchronized (this) {
      abandoned.add(current.thread());
    }
    if (!stopping) {
      begin(() -> clearUpAfter(current));
    }
  }

  /** Settles what a thread that was given up had in hand. The new thread. */
  private void clearUpAfter(DeviceTurn before) {
    before.hand().seize().ifPresent(this::settle);
    if (before.isOpen()) {
      joined(closer(before), CLOSE_LIMIT);
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
      String problem = "the device did not answer in the middle of the card";
      switch (shared.ledger().doubtIfOpened(job, settings.deviceId(), problem)) {
        case ACCEPTED, RESERVED -> work.job().ifPresent(shared.waiting()::giveBack);
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
    DeviceTurn current = turn;
    return current == null || joined(current.thread(), limit);
  }

  /** Breaks the running call off; the card is parked where it can be. */
  void breakOff() {
    DeviceTurn current = turn;
    DeviceGuard guard = current == null ? null : current.guard().orElse(null);
    if (guard != null) {
      guard.cancel();
    }
  }

  /** Leaves a thread that did not stop behind; its job is settled as far as is known. */
  void leaveBehind() {
    DeviceTurn current = turn;
    DeviceGuard guard = current == null ? null : current.guard().orElse(null);
    if (current == null || guard == null || !current.thread().isAlive()) {
      return;
    }
    guard.abandon();
    meters.abandoned();
    current.hand().seize().ifPresent(this::settle);
    Thread ignored = closer(current);
  }

  /** A driver may hang in closing too. */
  private Thread closer(DeviceTurn of) {
    return Thread.ofPlatform().daemon().name("close-" + settings.deviceId()).start(of::close);
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
