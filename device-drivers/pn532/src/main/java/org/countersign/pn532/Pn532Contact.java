package org.countersign.pn532;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvents;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/** The chip over the antenna. The device's thread calls; {@link #letGo} comes from any. */
final class Pn532Contact implements ChipContact {

  private static final int MOST_COMMAND = 65_544;
  private static final int MOST_RESPONSE = 65_538;
  private static final int SHORT_DATA = 256;

  /** ISO 14443-3, 5.2: a field that is off for 5 ms resets every card. */
  private static final Duration FIELD_OFF = Duration.ofMillis(10);

  /** Asking takes so long at least, whatever the limit: zero asks once. */
  private static final Duration ONE_LOOK = Duration.ofSeconds(1);

  private final Dialog dialog;
  private final Pn532Chip chip;
  private final Pn532Settings settings;
  private final DeviceEvents events;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Target card;
  private @Nullable DeviceException loss;
  private boolean cardSeen;
  private volatile boolean closed;

  Pn532Contact(Dialog dialog, Pn532Chip chip, Pn532Settings settings, DeviceEvents events) {
    this.dialog = dialog;
    this.chip = chip;
    this.settings = settings;
    this.events = events;
  }

  @Override
  public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
    lock.lock();
    try {
      requireOpen("waiting for a chip");
      Deadline end = dialog.deadline(limit.isNegative() ? Duration.ZERO : limit);
      boolean there = look(end);
      while (there != present && !end.isPast()) {
        dialog.pause(end.within(settings.pollInterval()).toGo());
        there = look(end);
      }
      return there == present;
    } finally {
      lock.unlock();
    }
  }

  private boolean look(Deadline end) throws DeviceException {
    Deadline look = end.toGo().compareTo(ONE_LOOK) < 0 ? dialog.deadline(ONE_LOOK) : end;
    boolean there = card == null ? search(look) : check(look);
    if (there != cardSeen) {
      cardSeen = there;
      events.tell(
          new DeviceEvent(
              there ? DeviceEvent.Kind.CARD_INSERTED : DeviceEvent.Kind.CARD_REMOVED, ""));
    }
    return there;
  }

  /** Between two looks the field is off, so that a card that only lies there has no power. */
  private boolean search(Deadline end) throws DeviceException {
    boolean there = chip.search(end).isPresent();
    chip.fieldOff(end);
    return there;
  }

  private boolean check(Deadline end) throws DeviceException {
    if (chip.isThere(end)) {
      return true;
    }
    lose(failure(Fault.CARD_TAKEN, Effect.NONE, "", "looking for the chip: it is gone"));
    chip.fieldOff(end);
    return false;
  }

  @Override
  public ChipConnection powerOn(Duration limit) throws DeviceException {
    lock.lock();
    try {
      requireOpen("powering the chip up");
      Deadline end = dialog.deadline(limit);
      card = null;
      loss = null;
      chip.fieldOff(end);
      dialog.pause(FIELD_OFF);
      return activate(chip.search(end), end);
    } finally {
      lock.unlock();
    }
  }

  private ChipConnection activate(Optional<Target> found, Deadline end) throws DeviceException {
    if (found.isEmpty()) {
      chip.fieldOff(end);
      throw failure(
          Fault.CARD_MISSING, Effect.NONE, "", "powering the chip up: no card is in the field");
    }
    Target target = found.get();
    if (!target.isActivated()) {
      chip.fieldOff(end);
      throw failure(
          Fault.CARD_MUTE,
          Effect.NONE,
          "",
          target.speaksApdus()
              ? "powering the chip up: it gives no ATS; take another card"
              : "powering the chip up: it does not keep ISO 14443-4; take another card");
    }
    card = target;
    return new ChipConnection(
        AnswerToSelect.of(target.answerToSelect()).answerToReset(),
        ChipConnection.Protocol.TCL,
        mostCommand(),
        mostResponse());
  }

  /** On a bad line what needs more than one frame of the chip is seldom carried to its end. */
  private int mostData() {
    return settings.careful()
        ? Math.min(settings.maxApduData(), SHORT_DATA - 1)
        : settings.maxApduData();
  }

  private int mostCommand() {
    int data = mostData();
    return data < SHORT_DATA ? 5 + data + 1 : Math.min(MOST_COMMAND, data + 9);
  }

  private int mostResponse() {
    return Math.min(MOST_RESPONSE, mostData() + 2);
  }

  @Override
  public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
    lock.lock();
    try {
      requireOpen("sending a command");
      Target target = requirePowered();
      if (command.length < 4 || command.length > MOST_COMMAND) {
        throw failure(
            Fault.DRIVER_BUG,
            Effect.NONE,
            "",
            "sending a command of %d bytes: an APDU has 4 to %d"
                .formatted(command.length, MOST_COMMAND));
      }
      return exchange(target, command, dialog.deadline(limit));
    } finally {
      lock.unlock();
    }
  }

  private byte[] exchange(Target target, byte[] command, Deadline end) throws DeviceException {
    try {
      return new ApduExchange(chip, target, MOST_RESPONSE).run(command, end);
    } catch (DeviceException e) {
      throw lose(e);
    } catch (ApduExchange.Refusal e) {
      throw lose(explained(e, command.length));
    }
  }

  /** Whether the card is still there tells what happened to it. */
  private DeviceException explained(ApduExchange.Refusal refusal, int bytes) {
    ChipStatus status = refusal.status();
    Fault fault = Fault.CARD_TAKEN;
    String came = status.meaning();
    try {
      if (!status.withoutCard() && chip.isThere(dialog.deadline(ONE_LOOK))) {
        fault = Fault.CARD_MUTE;
        came += ", though it is still there";
      }
    } catch (DeviceException e) {
      fault = Fault.COMMUNICATION;
      came += ", and then the chip could not be asked whether it is there: " + e.getMessage();
    }
    return failure(
        fault,
        refusal.effect(),
        status.name(),
        "sending a command of %d bytes to the card: %s; power it up and read it"
            .formatted(bytes, came));
  }

  private DeviceException lose(DeviceException why) {
    card = null;
    loss = why;
    dialog.doubt();
    return why;
  }

  private Target requirePowered() throws DeviceException {
    Target target = card;
    if (target != null) {
      return target;
    }
    DeviceException why = loss;
    if (why == null) {
      throw failure(Fault.NOT_READY, Effect.NONE, "", "sending a command: power the chip up first");
    }
    throw new DeviceException(
        why.fault(),
        Effect.NONE,
        why.vendorCode(),
        "sending a command to the PN532 on %s: the chip was lost earlier; power it up again"
            .formatted(dialog.name()),
        why);
  }

  @Override
  public void powerOff(Duration limit) throws DeviceException {
    lock.lock();
    try {
      requireOpen("powering the chip down");
      powerOff(dialog.deadline(limit));
    } finally {
      lock.unlock();
    }
  }

  private void powerOff(Deadline end) throws DeviceException {
    boolean powered = card != null;
    card = null;
    loss = null;
    if (powered) {
      chip.release(end);
    }
    chip.fieldOff(end);
  }

  /** Powers down and prepares the chip anew. */
  void reset(Duration limit) throws DeviceException {
    lock.lock();
    try {
      requireOpen("resetting");
      card = null;
      loss = null;
      Deadline end = dialog.deadline(limit);
      chip.wakeUp(end);
      chip.configure(end);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the use of it: powers down if no call is under way. The line is closed after it.
   *
   * @param limit what that may take
   */
  void letGo(Duration limit) {
    closed = true;
    if (!lock.tryLock()) {
      return;
    }
    try {
      if (card != null) {
        powerOff(dialog.deadline(limit));
      }
    } catch (DeviceException e) {
      // The line is bad or gone; the next opening takes the card's power.
      card = null;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen(String doing) throws DeviceException {
    if (closed) {
      throw failure(Fault.CANCELLED, Effect.NONE, "", doing + ": the device is closed");
    }
  }

  private DeviceException failure(Fault fault, Effect effect, String code, String what) {
    return new DeviceException(fault, effect, code, "PN532 on " + dialog.name() + ", " + what);
  }
}
