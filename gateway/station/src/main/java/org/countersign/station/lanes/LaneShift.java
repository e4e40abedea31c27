package org.countersign.station.lanes;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.Fault.Remedy;
import org.countersign.driver.StorageUnit;
import org.countersign.personalization.issue.TestCardResult;
import org.countersign.station.issuing.CardProducts;
import org.countersign.station.issuing.WaitingJobs;
import org.countersign.station.issuing.WaitingJobs.Taken;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.TestCards.Answer;
import org.countersign.station.lanes.CardOutcome.Result;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open device at work: bring a card into place, take the oldest job that fits, make the card,
 * move it out, again. Ends with an exception when the device must be opened anew. The device's
 * thread.
 */
final class LaneShift {

  /** What a shift works with beside its device. */
  record Parts(
      LaneSettings settings,
      CardMaking making,
      Ledger ledger,
      WaitingJobs waiting,
      LaneStatus status,
      LaneMeters meters,
      LaneSignals signals,
      TestCardRequests requests,
      TestCardList testCards,
      FailureCount failures,
      RecoveryLadder ladder,
      LongSupplier nanoTime) {}

  private static final Logger LOG = LoggerFactory.getLogger(LaneShift.class);
  private static final Duration SLICE = Duration.ofMillis(300);
  private static final Duration ARRIVAL = Duration.ofSeconds(3);
  private static final Duration HELD = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final Parts parts;
  private final LaneSettings settings;
  private final LaneStatus status;
  private final OpenDevice device;
  private final CardTransport transport;
  private final BackOff retry = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(5));

  /**
   * What stood in the way of the last try; told until a try goes well, not only at each failure.
   */
  private String obstacle = "";

  /** Whether the card at the chip station was looked at for a job in doubt. */
  private boolean looked;

  LaneShift(Parts parts, OpenDevice device) {
    this.parts = parts;
    this.settings = parts.settings();
    this.status = parts.status();
    this.device = device;
    this.transport = new CardTransport(parts, device);
  }

  /** Works until {@code done} says so. */
  void work(BooleanSupplier done) throws DeviceException {
    while (!done.getAsBoolean() && !device.isAbandoned()) {
      try {
        step();
        parts.ladder().well(); // A call that was interrupted did not keep the work from going on.
      } catch (DeviceException e) {
        waitOut(e);
      } catch (LedgerException e) {
        held(String.valueOf(e.getMessage()));
      }
    }
  }

  private void step() throws DeviceException {
    if (parts.signals().takeLost()) {
      throw new DeviceException(
          Fault.COMMUNICATION, Effect.NONE, "", settings.deviceId() + ": the device went away");
    }
    if (parts.signals().takeStorageChanged()) {
      status.units(device.units());
    }
    Optional<CompletableFuture<Answer>> asked = parts.requests().take();
    if (asked.isPresent()) {
      answer(asked.get());
    } else if (transport.mustBeRemoved()) {
      transport.awaitRemoval(SLICE);
    } else if (ready() && cardInPlace()) {
      Optional<Taken> job = job();
      if (job.isPresent()) {
        make(job.get());
      }
    }
    retry.reset();
  }

  /** Tries what lies at the chip station, if nobody wants anything else of the device. */
  private void answer(CompletableFuture<Answer> asked) throws DeviceException {
    try {
      if (transport.mustBeRemoved() || jobWaits()) {
        tell(asked, new Answer.Busy());
      } else if (parts.ledger().hold().isEmpty()) {
        status.state(DeviceState.DEVICE_BUSY, "");
        TestCardResult result = tried();
        tell(asked, new Answer.Tried(result));
        if (result instanceof TestCardResult.Failed failed) {
          recover(failed.fault(), failed.problem());
        }
      }
    } finally {
      tell(asked, new Answer.Held()); // Unless it has its answer.
    }
  }

  private TestCardResult tried() {
    try {
      return parts.testCards().tryAt(device.contact());
    } catch (RuntimeException e) {
      LOG.error("device {}: trying its test card failed", settings.deviceId(), e);
      return new TestCardResult.Failed(
          "power-on", "the gateway failed with " + e.getClass(), Optional.empty(), false);
    }
  }

  private static void tell(CompletableFuture<Answer> asked, Answer answer) {
    boolean ignored = asked.complete(answer);
  }

  private boolean jobWaits() {
    CardProducts.Makeable makeable = parts.making().makeable(drawable());
    return noBatch().isEmpty()
        && makeable.obstacle().isEmpty()
        && parts.waiting().next(makeable.products()).filter(Duration::isZero).isPresent();
  }

  /** Whether there is work and nothing speaks against doing it now; otherwise waits a while. */
  private boolean ready() throws DeviceException {
    Optional<Duration> rest = parts.failures().rest();
    if (rest.isPresent()) {
      status.state(DeviceState.OFFLINE, parts.failures().reason());
      parts.signals().bell().await(rest.get());
      return false;
    }
    Optional<String> hold = parts.ledger().hold();
    if (hold.isPresent()) {
      held(hold.get());
      return false;
    }
    Optional<String> noBatch = noBatch();
    if (noBatch.isPresent()) {
      // A card that a job waits for is no blank.
      idle(noBatch.get(), HELD);
      return false;
    }
    Set<String> drawable = drawable();
    CardProducts.Makeable makeable = parts.making().makeable(drawable);
    if (makeable.obstacle().isPresent()) {
      // A card that is in work has its signature already.
      idle(makeable.obstacle().get(), HELD);
      return false;
    }
    Optional<Duration> next = parts.waiting().next(makeable.products());
    if (next.isPresent() && next.get().isZero()) {
      return true;
    }
    if (next.isEmpty()) {
      obstacle = "";
    }
    // Nobody rings when a product can be made again.
    idle(obstacle, next.orElse(makeable.products().equals(drawable) ? IDLE : HELD));
    return false;
  }

  private void idle(String detail, Duration limit) throws DeviceException {
    if (parts.ledger().doubts().profiles().isEmpty()) {
      status.state(DeviceState.ONLINE, detail);
      parts.signals().bell().await(limit);
    } else {
      lookForDoubt(detail, limit);
    }
  }

  /** The oldest that fits; what can be made may have changed while a card was brought. */
  private Optional<Taken> job() {
    CardProducts.Makeable makeable = parts.making().makeable(drawable());
    return makeable.obstacle().isPresent()
        ? Optional.empty()
        : parts.waiting().take(makeable.products());
  }

  /** Products that the device has blanks of; all, if none are named. */
  private Set<String> drawable() {
    return parts
        .ledger()
        .stock()
        .drawable(settings.deviceId(), settings.profiles())
        .orElse(settings.profiles());
  }

  private Optional<String> noBatch() {
    return parts
        .ledger()
        .stock()
        .drawable(settings.deviceId(), settings.profiles())
        .filter(Set::isEmpty)
        .map(none ->
            "no batch with blanks is open for this device: open one with 'countersign stock open"
                + " BATCH'");
  }

  /**
   * Nobody waits for a blank, but a job waits for its own card: looks once at each card that is, or
   * comes, to the chip station.
   */
  private void lookForDoubt(String detail, Duration limit) throws DeviceException {
    if (!device.contact().awaitChip(true, device.hasFeeder() ? Duration.ZERO : SLICE)) {
      looked = false;
      status.state(
          DeviceState.ONLINE,
          device.hasFeeder() ? detail : "a job waits for its card: put it back in");
      if (device.hasFeeder()) {
        parts.signals().bell().await(limit);
      }
      return;
    }
    // A card that was told of since is another one, or was out.
    looked &= !parts.signals().takeCard();
    if (looked) {
      status.state(DeviceState.ONLINE, detail);
      parts.signals().bell().await(limit.compareTo(HELD) < 0 ? limit : HELD);
      return;
    }
    looked = true;
    Optional<CardOutcome> settled = parts.making().settle(device);
    if (settled.isPresent() && !device.isAbandoned()) {
      clearAway(settled.get());
    }
  }

  private void held(String why) {
    status.state(DeviceState.ONLINE, why);
    parts.signals().bell().await(HELD);
  }

  private boolean cardInPlace() throws DeviceException {
    // Somebody waits, so a device that has told of its card is not asked for it once more: if the
    // card is gone again, powering it on says so and the job goes back in line.
    if (!device.hasFeeder() && parts.signals().takeCard()) {
      return true;
    }
    if (device.contact().awaitChip(true, device.hasFeeder() ? Duration.ZERO : SLICE)) {
      return true;
    }
    if (!device.hasFeeder()) {
      obstacle = "";
      status.state(DeviceState.ONLINE, "insert a blank card");
      return false;
    }
    status.units(device.units());
    if (status.now().units().stream().mapToInt(StorageUnit::count).sum() == 0) {
      status.state(DeviceState.USER_ERROR, "the hopper is empty: fill in blank cards");
      parts.signals().bell().await(HELD);
      return false;
    }
    status.state(DeviceState.DEVICE_BUSY, "");
    transport.feed();
    if (device.contact().awaitChip(true, ARRIVAL)) {
      return true;
    }
    String problem = "a card was fed but its chip does not show";
    transport.takeIn(problem, true);
    parts.failures().failed(problem);
    return false;
  }

  private void make(Taken job) throws DeviceException {
    status.job(Optional.of(job.job().id()));
    status.state(DeviceState.DEVICE_BUSY, obstacle);
    CardOutcome outcome;
    try {
      outcome = parts.making().make(job, device);
    } finally {
      status.job(Optional.empty());
    }
    obstacle = "";
    if (!device.isAbandoned()) {
      clearAway(outcome);
    }
  }

  private void clearAway(CardOutcome outcome) throws DeviceException {
    boolean mute = outcome.fault().filter(Fault.CARD_MUTE::equals).isPresent();
    switch (outcome.result()) {
      case ISSUED -> transport.present();
      case SPOILED, IN_DOUBT -> {
        // What a hand has pulled out is not taken out again; the next card may be that very one.
        if (device.hasExit() || outcome.fault().filter(Fault.CARD_TAKEN::equals).isEmpty()) {
          transport.takeIn(outcome.problem(), false);
        }
      }
      case QUARANTINED -> transport.takeIn(outcome.problem(), !outcome.onRecord());
      case BLANK -> {
        if (mute) {
          transport.takeIn(outcome.problem(), true);
        }
      }
      case NONE -> {
        if (outcome.fault().isEmpty() && !outcome.problem().isEmpty()) {
          held(outcome.problem());
        }
      }
    }
    count(outcome);
    recover(outcome.fault(), outcome.problem());
  }

  /** A device that failed is brought back; an operator's matter is told where it shows again. */
  private static void recover(Optional<Fault> fault, String problem) throws DeviceException {
    if (fault.isPresent() && fault.get().remedy() != Remedy.OPERATOR) {
      throw new DeviceException(fault.get(), Effect.NONE, "", problem);
    }
  }

  private void count(CardOutcome outcome) {
    // With a person's hand as the feeder a wrong card says nothing of the device.
    boolean personsMistake = outcome.result() == Result.QUARANTINED && !device.hasFeeder();
    // While another program holds the device no card fails, and no rest is needed when it lets go.
    boolean held =
        !outcome.onRecord() && outcome.fault().filter(Fault.NOT_READY::equals).isPresent();
    if (outcome.result() == Result.ISSUED) {
      parts.failures().succeeded();
      parts.ladder().proven();
    } else if (!outcome.problem().isEmpty()
        && outcome.result() != Result.NONE
        && !personsMistake
        && !held) {
      parts.failures().failed(outcome.problem());
    }
  }

  /** Deals with a failure that does not end the shift; one that does is thrown on. */
  private void waitOut(DeviceException e) throws DeviceException {
    if (e.fault() == Fault.CANCELLED) {
      return; // Somebody wants the thread to look at what is to be done.
    }
    switch (e.fault().remedy()) {
      case RESET, SERVICE -> throw e;
      case RETRY -> {
        obstacle = String.valueOf(e.getMessage());
        status.state(DeviceState.ONLINE, obstacle);
      }
      case OPERATOR -> status.state(DeviceState.USER_ERROR, String.valueOf(e.getMessage()));
    }
    parts.signals().storageChanged();
    parts.signals().bell().await(retry.next());
  }
}
