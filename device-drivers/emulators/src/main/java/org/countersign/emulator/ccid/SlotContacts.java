package org.countersign.emulator.ccid;

import java.util.Arrays;
import java.util.Set;
import org.countersign.emulator.ccid.ReaderModel.Level;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.CardEmulator.Power;
import org.jspecify.annotations.Nullable;

/** The slot: whether a card is in, has power, and what protocol it speaks. Any thread. */
final class SlotContacts {

  private static final int ACTIVE = 0;
  private static final int INACTIVE = 1;
  private static final int ABSENT = 2;
  private static final byte[] MUTE = {};

  private final ReaderModel model;
  private final Habits habits;
  private Set<Integer> supplies = Set.of(0, 1, 2, 3);
  private @Nullable CardEmulator card;
  private boolean powered;
  private boolean fresh;
  private boolean changed;
  private @Nullable CardSide side;
  private @Nullable ApduPieces pieces;
  private byte[] parameters = {};
  private int protocol;

  SlotContacts(ReaderModel model, Habits habits) {
    this.model = model;
    this.habits = habits;
  }

  synchronized void insert(CardEmulator inserted) {
    if (card != null) {
      throw new IllegalStateException("the reader holds a card already");
    }
    card = inserted;
    changed = true;
  }

  synchronized void remove() {
    CardEmulator taken = card;
    if (taken != null) {
      card = null;
      powered = false;
      changed = true;
      taken.power(Power.OFF);
    }
  }

  synchronized void answerAt(Integer... select) {
    supplies = Set.of(select);
  }

  synchronized boolean isCardIn() {
    return card != null;
  }

  synchronized boolean isPowered() {
    return powered;
  }

  /** Whether a card came or went since it was last asked. */
  synchronized boolean takeChange() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** bmICCStatus. */
  synchronized int status() {
    return card == null ? ABSENT : powered ? ACTIVE : INACTIVE;
  }

  synchronized void powerOff() {
    CardEmulator in = card;
    if (in != null && powered) {
      in.power(Power.OFF);
    }
    powered = false;
  }

  synchronized byte[] powerOn(byte[] command) {
    CardEmulator in = card;
    int supply = command[7] & 0xFF;
    if (in == null) {
      return CcidAnswer.failed(command, ABSENT, CcidAnswer.MUTE);
    }
    if (supply > 3 || (supply == 0 && !model.acs())) {
      return CcidAnswer.failed(command, status(), CcidAnswer.SUPPLY_WRONG);
    }
    powerOff();
    if (!supplies.contains(supply)) {
      return CcidAnswer.failed(command, INACTIVE, CcidAnswer.MUTE);
    }
    in.power(Power.ON);
    byte[] atr = in.atr();
    if (atr.length == 0) {
      in.power(Power.OFF);
      return CcidAnswer.failed(command, INACTIVE, CcidAnswer.MUTE);
    }
    powered = true;
    fresh = true;
    parameters = new byte[0];
    speak(firstProtocol(atr));
    return CcidAnswer.done(command, ACTIVE, atr);
  }

  /** TD1's lower half; T=0 without TD1 (ISO/IEC 7816-3, 8.2.3). */
  private static int firstProtocol(byte[] atr) {
    int t0 = atr[1] & 0xFF;
    if ((t0 & 0x80) == 0) {
      return 0;
    }
    int before = Integer.bitCount(t0 & 0x70);
    return atr[2 + before] & 0x0F;
  }

  private void speak(int chosen) {
    protocol = chosen;
    side = chosen == 1 ? new BlockCard(this::run, habits) : new CharacterCard(this::run);
    pieces = new ApduPieces(this::run);
  }

  /** The chip runs a command; mute if it has left in the middle of it. */
  private byte[] run(byte[] apdu) {
    CardEmulator in = card;
    if (in == null) {
      return MUTE;
    }
    byte[] response = in.transmit(apdu);
    return card == in && powered ? response : MUTE;
  }

  synchronized byte[] transfer(byte[] command) {
    if (status() != ACTIVE) {
      return CcidAnswer.failed(command, status(), CcidAnswer.MUTE);
    }
    byte[] data = CcidAnswer.data(command);
    boolean first = fresh;
    fresh = false;
    if (model.level() == Level.TPDU && first && data.length >= 3 && data[0] == (byte) 0xFF) {
      return CcidAnswer.done(command, ACTIVE, selectProtocol(data));
    }
    if (habits.strikes(Habit.CARD_DEAF, Habits.XFR_BLOCK)) {
      return CcidAnswer.failed(command, ACTIVE, CcidAnswer.MUTE);
    }
    int level = (command[8] & 0xFF) | (command[9] & 0xFF) << 8;
    return answered(command, exchange(data, level));
  }

  private ApduPieces.Piece exchange(byte[] data, int level) {
    ApduPieces chained = pieces;
    CardSide speaking = side;
    if (chained == null || speaking == null) {
      return new ApduPieces.Piece(MUTE, 0);
    }
    return switch (model.level()) {
      case EXTENDED_APDU -> chained.exchange(data, level);
      case SHORT_APDU ->
          new ApduPieces.Piece(protocol == 1 ? run(data) : speaking.exchange(data), 0);
      case TPDU -> new ApduPieces.Piece(garbled(speaking.exchange(data)), 0);
    };
  }

  private byte[] garbled(byte[] block) {
    if (protocol != 1
        || block.length < 4
        || !habits.strikes(Habit.CARD_GARBLED, Habits.XFR_BLOCK)) {
      return block;
    }
    byte[] damaged = block.clone();
    damaged[damaged.length - 1] ^= 0x40;
    return damaged;
  }

  private byte[] answered(byte[] command, ApduPieces.Piece piece) {
    boolean mute = piece.data().length == 0 && piece.chain() == 0;
    return mute
        ? CcidAnswer.failed(command, status(), CcidAnswer.MUTE)
        : CcidAnswer.done(command, status(), piece.data(), piece.chain());
  }

  /** PPS (ISO/IEC 7816-3, clause 9): the card agrees by saying the same. */
  private byte[] selectProtocol(byte[] pps) {
    if (Dialect.xor(pps, 0, pps.length) != 0) {
      return MUTE;
    }
    speak(pps[1] & 0x0F);
    return pps;
  }

  /** GetParameters, ResetParameters, SetParameters (CCID 6.1.5 to 6.1.7). */
  synchronized byte[] parameters(byte[] command) {
    if ((command[0] & 0xFF) != 0x61) {
      byte[] told = parameters.length == 0 ? usual() : parameters;
      return CcidAnswer.done(command, status(), told, protocol);
    }
    byte[] data = CcidAnswer.data(command);
    int wanted = command[7] & 0xFF;
    if (wanted > 1 || data.length != (wanted == 0 ? 5 : 7)) {
      return CcidAnswer.failed(command, status(), 0x07);
    }
    parameters = data;
    if (wanted != protocol && status() == ACTIVE) {
      speak(wanted);
    }
    return CcidAnswer.done(command, status(), data, wanted);
  }

  private byte[] usual() {
    byte[] usual = new byte[protocol == 0 ? 5 : 7];
    usual[0] = 0x11;
    if (protocol == 1) {
      Arrays.fill(usual, 1, 2, (byte) 0x10);
      usual[3] = 0x4D;
      usual[5] = 32;
    }
    return usual;
  }
}
