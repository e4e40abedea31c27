package org.countersign.pcsc;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.apdu.CommandApdu;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/** The chip in a PC/SC reader. The device's thread calls; {@link #close} comes from any. */
final class PcscContact implements ChipContact {

  /** Given to pcscd on top of its own time-out, before the call is broken off. */
  static final Duration SLACK = Duration.ofSeconds(2);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final PcscSettings settings;
  private final Watchdog watchdog;
  private final CallGuard guard;
  private final PcscSession session;
  private final ChipPresence presence;
  private final CardConnector connector;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private ReaderFeatures features;
  private @Nullable PcscCard card;

  /** Why the chip that was powered is no longer. */
  private @Nullable DeviceException loss;

  PcscContact(Winscard winscard, PcscSettings settings, Watchdog watchdog) {
    this.settings = settings;
    this.watchdog = watchdog;
    this.guard = watchdog.newGuard();
    this.session = new PcscSession(winscard, settings, guard);
    this.presence = new ChipPresence(session);
    this.connector = new CardConnector(settings, session, closed);
    this.features = ReaderFeatures.unknown(settings.reader());
  }

  /** Finds the reader and asks what it is. */
  ReaderFeatures openReader(Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit);
    return locked(
        "open", () -> session.run(deadline, (c, reader) -> identify(c, reader, deadline)));
  }

  private ReaderFeatures identify(PcscContext context, String reader, Deadline deadline)
      throws PcscFailure {
    features = ReaderFeatures.unknown(reader);
    try {
      PcscCard direct =
          context.connect(reader, Winscard.SHARE_DIRECT, Winscard.PROTOCOL_NONE, deadline);
      try {
        features = ReaderFeatures.read(direct, reader, deadline);
      } finally {
        direct.disconnect(Winscard.LEAVE_CARD, deadline);
      }
    } catch (PcscFailure e) {
      // Held by another program: the reader is there, and what it is can be told without.
      if (!e.is(ReturnCode.SCARD_E_SHARING_VIOLATION)) {
        throw e;
      }
    }
    return features;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    Deadline end = Deadline.after(limit.isNegative() ? Duration.ZERO : limit);
    return locked(
        present ? "await a chip" : "await that the chip is gone",
        () -> presence.await(present, end));
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit);
    return locked("power on the chip", () -> powerOn(deadline));
  }

  private ChipConnection powerOn(Deadline deadline) throws PcscFailure, DeviceException {
    loss = null;
    PcscCard powered = card;
    if (powered != null) {
      try {
        return begin(powered, deadline);
      } catch (PcscFailure e) {
        // The card was changed or pcscd started anew: begin from the beginning.
        card = null;
        session.drop();
        if (e.isBreach()) {
          throw e;
        }
      }
    }
    return session.run(deadline, (context, reader) -> connect(context, reader, deadline));
  }

  private ChipConnection connect(PcscContext context, String reader, Deadline deadline)
      throws PcscFailure, DeviceException {
    PcscCard connected = connector.connect(context, reader, deadline);
    try {
      ChipConnection connection = begin(connected, deadline);
      card = connected;
      return connection;
    } catch (PcscFailure e) {
      connector.disconnectQuietly(connected, e, deadline);
      throw e;
    }
  }

  /** The state that an earlier user left in the chip goes with its supply. */
  private ChipConnection begin(PcscCard connected, Deadline deadline) throws PcscFailure {
    connected.coldReset(deadline);
    byte[] atr = connected.answerToReset(deadline);
    return ChipLimits.connection(atr, connected.protocol(), maxApduData());
  }

  private OptionalInt maxApduData() {
    return settings.maxApduData().isPresent() ? settings.maxApduData() : features.maxApduData();
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit);
    lock.lock();
    try {
      PcscCard powered = card;
      if (powered == null) {
        throw notPowered();
      }
      return powered.protocol() == Winscard.PROTOCOL_T0
          ? overT0(powered, command, deadline)
          : powered.transmit(ChipLimits.checked(command), deadline);
    } catch (PcscFailure e) {
      throw exchangeFailed(command, e, deadline);
    } finally {
      lock.unlock();
    }
  }

  private static byte[] overT0(PcscCard powered, byte[] command, Deadline deadline)
      throws PcscFailure, DeviceException {
    CommandApdu apdu = ChipLimits.decoded(command);
    return new T0Mapping(tpdu -> powered.transmit(tpdu, deadline)).transmit(apdu).encode();
  }

  private DeviceException notPowered() {
    DeviceException cause = loss;
    String tried = "exchange with the chip in reader \"" + session.readerName() + "\"";
    if (closed.getCount() == 0) {
      return new DeviceException(
          Fault.CANCELLED, Effect.NONE, "", tried + ": the device is closed");
    }
    return cause == null
        ? new DeviceException(
            Fault.NOT_READY, Effect.NONE, "", tried + ": it has no power; call powerOn first")
        : new DeviceException(
            cause.fault(),
            Effect.NONE,
            cause.vendorCode(),
            tried + ": the chip was lost earlier; call powerOn again",
            cause);
  }

  private DeviceException exchangeFailed(byte[] command, PcscFailure e, Deadline deadline) {
    String tried =
        "exchange of %d bytes with the chip in reader \"%s\""
            .formatted(command.length, session.readerName());
    Fault fault = presence.faultOfExchange(e, deadline);
    DeviceException told = e.toDeviceException(tried, e.effect(), fault);
    if (!(e.isBreach() && e.effect() == Effect.NONE)) {
      loseCard(e, told, deadline);
    }
    return told;
  }

  private void loseCard(PcscFailure e, DeviceException told, Deadline deadline) {
    PcscCard lost = card;
    card = null;
    loss = told;
    if (e.losesContext()) {
      session.drop();
    } else if (lost != null) {
      connector.disconnectQuietly(lost, e, deadline.plus(SLACK));
    }
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit);
    locked("power off the chip", () -> powerOff(deadline));
  }

  private boolean powerOff(Deadline deadline) throws PcscFailure {
    PcscCard powered = card;
    card = null;
    loss = null;
    if (powered == null) {
      return false;
    }
    try {
      powered.disconnect(Winscard.UNPOWER_CARD, deadline);
    } catch (PcscFailure e) {
      // Whatever it was: without a context the card is not ours, and pcscd takes its power.
      session.drop();
      if (e.isBreach()) {
        throw e;
      }
    }
    return true;
  }

  /** Drops everything and finds the reader anew. */
  void reset(Duration limit) throws DeviceException {
    Deadline deadline = Deadline.after(limit);
    locked(
        "reset",
        () -> {
          powerOff(deadline);
          session.drop();
          return session.run(deadline, (context, reader) -> context.state(reader, deadline));
        });
  }

  /** Lets chip and reader go; breaks off a call under way. Idempotent. */
  void close() {
    closed.countDown();
    boolean idle = lock.tryLock();
    if (!idle) {
      guard.close();
      lock.lock();
    }
    try {
      powerOffQuietly();
      session.drop();
    } finally {
      guard.close();
      lock.unlock();
    }
    watchdog.forget(guard);
  }

  private void powerOffQuietly() {
    try {
      powerOff(Deadline.after(CLOSE_LIMIT));
    } catch (PcscFailure e) {
      // The context is dropped by now; pcscd takes the chip's power when it notices.
      return;
    }
  }

  private <T> T locked(String tried, ReaderWork<T> work) throws DeviceException {
    lock.lock();
    try {
      return work.run();
    } catch (PcscFailure e) {
      String where = tried + " in reader \"" + session.readerName() + "\"";
      throw e.is(ReturnCode.SCARD_E_NO_SERVICE)
          ? e.toDeviceException(where + " by pcscd at " + PcscLibrary.current(), Effect.NONE)
          : e.toDeviceException(where, Effect.NONE);
    } finally {
      lock.unlock();
    }
  }
}
