package org.countersign.station.lanes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.driver.Capability;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;

/** A device whose behaviour the test writes: a feeder of numbered chips, or a slot for a hand. */
final class FakeDriver implements DriverProvider {

  /** What a test may put in place of a call. */
  interface Behaviour {
    byte[] answer(int chip) throws DeviceException, InterruptedException;
  }

  final List<String> moves = new CopyOnWriteArrayList<>();
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger hopper = new AtomicInteger(100);
  final AtomicInteger openFailures = new AtomicInteger();
  final AtomicInteger resets = new AtomicInteger();
  final List<ClassLoader> loadersSeen = new CopyOnWriteArrayList<>();
  final boolean feeder;
  volatile Behaviour exchange = chip -> new byte[] {(byte) 0x90, 0x00};
  volatile Runnable lookingForCard = () -> {};
  volatile int chip;
  volatile DriverContext context = DriverContext.of("", Map.of(), event -> {});
  volatile CountDownLatch closed = new CountDownLatch(1);

  /** A device whose closing hangs as long as this is not counted down. */
  volatile CountDownLatch closing = new CountDownLatch(0);

  private final AtomicInteger nextChip = new AtomicInteger();

  FakeDriver(boolean feeder) {
    this.feeder = feeder;
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor("fake", "test", "1", 1, List.of("fake"), List.of());
  }

  @Override
  public Device open(DriverContext given) throws DeviceException {
    context = given;
    opened.incrementAndGet();
    if (openFailures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw failure(Fault.COMMUNICATION, Effect.NONE, "nobody answers");
    }
    closed = new CountDownLatch(1);
    return new FakeDevice(closed);
  }

  /** A hand puts a new blank in. */
  void insert() {
    chip = nextChip.incrementAndGet();
    context.events().tell(new DeviceEvent(DeviceEvent.Kind.CARD_INSERTED, ""));
  }

  void remove() {
    chip = 0;
    context.events().tell(new DeviceEvent(DeviceEvent.Kind.CARD_REMOVED, ""));
  }

  static DeviceException failure(Fault fault, Effect effect, String message) {
    return new DeviceException(fault, effect, "", message);
  }

  private final class FakeDevice implements Device, ChipContact, CardFeeder, CardExit {
    private final CountDownLatch ownClosed;

    FakeDevice(CountDownLatch ownClosed) {
      this.ownClosed = ownClosed;
    }

    @Override
    public DeviceInfo info() {
      return new DeviceInfo("Fake 1", "", "");
    }

    @Override
    public Set<Class<? extends Capability>> capabilities() {
      return feeder
          ? Set.of(ChipContact.class, CardFeeder.class, CardExit.class)
          : Set.of(ChipContact.class);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      return capabilities().contains(type) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void reset() {
      resets.incrementAndGet();
    }

    @Override
    public void close() {
      ownClosed.countDown();
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      if (present) {
        lookingForCard.run();
      }
      if ((chip != 0) != present && !limit.isZero()) {
        try {
          ownClosed.await(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          throw failure(Fault.CANCELLED, Effect.NONE, "interrupted");
        }
      }
      return (chip != 0) == present;
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      if (chip == 0) {
        throw failure(Fault.CARD_MISSING, Effect.NONE, "no card is there");
      }
      return new ChipConnection(new byte[] {0x3B}, ChipConnection.Protocol.T1, 65_544, 65_538);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      loadersSeen.add(Thread.currentThread().getContextClassLoader());
      try {
        return exchange.answer(chip);
      } catch (InterruptedException e) {
        throw failure(Fault.CANCELLED, Effect.UNKNOWN, "interrupted");
      }
    }

    @Override
    public void powerOff(Duration limit) {}

    @Override
    public void feed(Duration limit) throws DeviceException {
      if (hopper.getAndDecrement() <= 0) {
        throw failure(Fault.SUPPLY_EMPTY, Effect.NONE, "no blank");
      }
      chip = nextChip.incrementAndGet();
      moves.add("feed " + chip);
    }

    @Override
    public List<StorageUnit> units() {
      return List.of(new StorageUnit("hopper", Math.max(0, hopper.get()), 5));
    }

    @Override
    public void present(Duration limit) {
      moves.add("present " + chip);
      chip = 0;
    }

    @Override
    public void retain(Duration limit) {
      moves.add("retain " + chip);
      chip = 0;
    }
  }

  /** The moves so far, for assertions. */
  List<String> moves() {
    return new ArrayList<>(moves);
  }
}
