package org.countersign.ccid;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/** The card in the reader. The device's thread calls; {@link #close} comes from any. */
final class CcidContact implements ChipContact {

  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
  private static final Duration RESET_LIMIT = Duration.ofSeconds(5);

  private final ReaderSlot reader;
  private final CcidSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean closed;
  private @Nullable CardProtocol protocol;
  private @Nullable DeviceException loss;

  CcidContact(ReaderSlot reader, CcidSettings settings) {
    this.reader = reader;
    this.settings = settings;
  }

  /** Makes the reader ready and asks what it is. */
  DeviceInfo greet() throws DeviceException {
    lock.lock();
    try {
      DeviceInfo info = settings.profile().greet(reader, settings);
      reader.isCardPresent();
      return info;
    } catch (ExchangeFailure e) {
      throw unanswered(e, "asking the reader at " + reader.name() + " what it is");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit, reader.clock());
    lock.lock();
    try {
      while (reader.isCardPresent() != present) {
        if (deadline.isPast()) {
          return false;
        }
        reader.listen(deadline.orAfter(settings.poll()).left());
      }
      return true;
    } catch (ExchangeFailure e) {
      throw unanswered(e, "asking the reader at " + reader.name() + " whether a card is there");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit, reader.clock());
    lock.lock();
    try {
      protocol = null;
      loss = null;
      CardActivation.Activated card = new CardActivation(reader, settings).run(deadline);
      protocol = card.protocol();
      return card.connection();
    } catch (DeviceException e) {
      throw cancelledIfClosed(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit, reader.clock());
    lock.lock();
    try {
      CardProtocol powered = protocol;
      if (powered == null) {
        throw notPowered();
      }
      requireCarried(command, powered);
      try {
        return powered.transceive(command, deadline);
      } catch (DeviceException e) {
        protocol = null;
        loss = e;
        throw cancelledIfClosed(e);
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireCarried(byte[] command, CardProtocol powered) throws DeviceException {
    if (command.length < 4 || command.length > powered.maxCommandBytes()) {
      throw new DeviceException(
          Fault.DRIVER_BUG,
          Effect.NONE,
          "",
          "nothing was sent: an APDU of %d bytes; 4 to %d go through the reader at %s"
              .formatted(command.length, powered.maxCommandBytes(), reader.name()));
    }
  }

  private DeviceException notPowered() {
    String tried = "exchanging an APDU with the card in the reader at " + reader.name();
    if (closed) {
      return new DeviceException(
          Fault.CANCELLED, Effect.NONE, "", tried + ": the device is closed");
    }
    DeviceException cause = loss;
    return cause == null
        ? new DeviceException(
            Fault.NOT_READY, Effect.NONE, "", tried + ": it has no power; call powerOn first")
        : new DeviceException(
            cause.fault(),
            Effect.NONE,
            cause.vendorCode(),
            tried + ": it was lost earlier; call powerOn again",
            cause);
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit, reader.clock());
    lock.lock();
    try {
      boolean powered = protocol != null || loss != null;
      protocol = null;
      loss = null;
      if (powered) {
        reader.powerOff(deadline);
      }
    } catch (ExchangeFailure e) {
      if (!e.cardAbsent()) {
        throw told(e, "powering the card down in the reader at " + reader.name());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the card's power and asks the reader anew what it is. */
  void reset() throws DeviceException {
    powerOff(RESET_LIMIT);
    greet();
  }

  /** Lets card and line go; breaks off a call under way. Idempotent. */
  void close() {
    boolean idle = lock.tryLock();
    try {
      if (idle && !closed && protocol != null && reader.isOpen()) {
        powerOffQuietly();
      }
    } finally {
      closed = true;
      reader.close();
      if (idle) {
        lock.unlock();
      }
    }
  }

  private void powerOffQuietly() {
    protocol = null;
    try {
      reader.powerOff(Deadline.after(CLOSE_LIMIT, reader.clock()));
    } catch (ExchangeFailure e) {
      // The reader takes the card's power when the card goes, or at its next powerOn.
      return;
    }
  }

  /** For questions with limits of the driver's own: to pass one is to have no answer. */
  private DeviceException unanswered(ExchangeFailure e, String doing) {
    if (e.kind() != ExchangeFailure.Kind.LATE || closed) {
      return told(e, doing);
    }
    return new DeviceException(
        Fault.COMMUNICATION,
        Effect.NONE,
        "",
        doing + ": " + e.getMessage() + "; check cable, speed and framing",
        e);
  }

  private DeviceException told(ExchangeFailure e, String doing) {
    return cancelledIfClosed(e.because(Effect.NONE, Effect.NONE, doing));
  }

  private DeviceException cancelledIfClosed(DeviceException e) {
    if (!closed || e.fault() == Fault.CANCELLED) {
      return e;
    }
    return new DeviceException(
        Fault.CANCELLED, e.effect(), e.vendorCode(), "the device was closed: " + e.getMessage(), e);
  }
}
