package org.countersign.emulator.encoderprinter;

import java.util.function.Supplier;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.jspecify.annotations.Nullable;

/** Motors and bins: where cards are. Its holder locks it. */
final class Mechanism {

  /** Cards at which the hopper is low. */
  static final int HOPPER_LOW = 10;

  private final Supplier<VirtualCard> blanks;
  private final CardTray tray;
  private int hopper;
  private @Nullable VirtualCard card;
  private String place = "NONE";
  private boolean powered;
  boolean jamNext;
  boolean slipNext;
  boolean rejectBinFull;
  @Nullable String broken;

  Mechanism(Supplier<VirtualCard> blanks, int hopper, CardTray tray) {
    this.blanks = blanks;
    this.hopper = hopper;
    this.tray = tray;
  }

  String place() {
    return place;
  }

  @Nullable VirtualCard card() {
    return card;
  }

  int hopper() {
    return hopper + tray.returnedCount();
  }

  void fill(int cards) {
    hopper = cards;
  }

  void insert(VirtualCard inserted, String at) {
    if (card != null) {
      throw new IllegalStateException("a card is in the printer already");
    }
    card = inserted;
    place = at;
  }

  /** A hand takes it out. */
  @Nullable VirtualCard pull() {
    VirtualCard taken = card;
    if (taken != null) {
      taken.powerOff();
    }
    card = null;
    place = "NONE";
    return taken;
  }

  /** Moves the card there, or a blank from the hopper if none is inside. */
  void moveTo(String target) throws Refusal {
    requireWhole();
    powerOff();
    if (card == null) {
      card = take();
    }
    if (jamNext) {
      jamNext = false;
      tray.pull(card);
      pull();
      throw Refusal.of("ERR_MECHANICAL");
    }
    place = target;
    if (slipNext) {
      slipNext = false;
      tray.pull(card);
      pull();
    }
  }

  private VirtualCard take() throws Refusal {
    VirtualCard returned = tray.takeReturned().orElse(null);
    if (returned != null) {
      return returned;
    }
    if (hopper == 0) {
      throw Refusal.of("FEEDER_EMPTY");
    }
    hopper--;
    return blanks.get();
  }

  void present() throws Refusal {
    tray.present(leaving());
    pull();
  }

  void retain() throws Refusal {
    if (rejectBinFull) {
      throw Refusal.of("ERR_REJECT_BOX_FULL");
    }
    tray.retain(leaving());
    pull();
  }

  private VirtualCard leaving() throws Refusal {
    requireWhole();
    powerOff();
    return requireCard();
  }

  VirtualCard requireCard() throws Refusal {
    VirtualCard inside = card;
    if (inside == null) {
      throw Refusal.of("NO_CARD");
    }
    return inside;
  }

  void requireWhole() throws Refusal {
    if (broken != null) {
      throw Refusal.of(broken);
    }
  }

  byte[] powerOn() throws Refusal {
    VirtualCard inside = requireCard();
    if (!place.startsWith("CONTACT")) {
      throw Refusal.of("NO_CARD");
    }
    powered = true;
    return inside.powerOn();
  }

  void powerOff() {
    powered = false;
    if (card != null) {
      card.powerOff();
    }
  }

  byte[] transmit(byte[] command) throws Refusal {
    if (!powered) {
      throw Refusal.of("NOT_POWERED");
    }
    VirtualCard inside = card;
    if (inside == null || !inside.isPowered()) {
      powered = false;
      throw Refusal.of("CARD_TAKEN");
    }
    return inside.transmit(command);
  }
}
