package org.countersign.emulator.pn532;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.CardSlot;
import org.jspecify.annotations.Nullable;

/**
 * The field and the card in it. Any thread puts cards in and takes them out; the chip's thread does
 * the rest. A card gets its power with the first command after it was activated, so that it does
 * not notice being looked for.
 */
final class Antenna implements CardSlot {

  /** A chip of type A with ISO 14443-4 and a single-size UID, ISO 14443-3, 6.5. */
  private static final byte[] SENS_RES = {0x00, 0x04};

  private static final int SEL_RES_14443_4 = 0x20;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CardEmulator card;
  private byte[] uid = {};
  private boolean active;
  private boolean powered;
  private boolean field;
  private boolean broken;

  @Override
  public void insert(CardEmulator inserted) {
    lock.lock();
    try {
      if (card != null) {
        throw new IllegalStateException("a card lies on the antenna already");
      }
      card = inserted;
      uid = newUid();
    } finally {
      lock.unlock();
    }
  }

  /** ISO 14443-3, 6.5.4: a random identifier begins with 08. */
  private static byte[] newUid() {
    byte[] random = new byte[4];
    ThreadLocalRandom.current().nextBytes(random);
    random[0] = 0x08;
    return random;
  }

  @Override
  public void remove() {
    lock.lock();
    try {
      powerDown();
      card = null;
      active = false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    remove();
  }

  /** The antenna is torn: no card is found any more. */
  void tear() {
    broken = true;
  }

  boolean isFieldOn() {
    return field;
  }

  void fieldOn() {
    field = true;
  }

  void fieldOff() {
    lock.lock();
    try {
      field = false;
      deselect();
    } finally {
      lock.unlock();
    }
  }

  void deselect() {
    lock.lock();
    try {
      active = false;
      powerDown();
    } finally {
      lock.unlock();
    }
  }

  private void powerDown() {
    CardEmulator down = card;
    if (powered && down != null) {
      powered = false;
      down.power(CardEmulator.Power.OFF);
    }
  }

  /** Whether a card is active and still there. */
  boolean isActive() {
    lock.lock();
    try {
      return active && card != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Selects the card, whatever it did before.
   *
   * @param rats whether it is asked for its ATS too
   * @return target data as in the answer to InListPassiveTarget, behind the number; null if there
   *     is no card
   */
  byte @Nullable [] select(boolean rats) {
    lock.lock();
    try {
      fieldOn();
      deselect();
      CardEmulator there = card;
      if (there == null || broken) {
        return null;
      }
      byte[] ats = rats ? answerToSelect(there.atr()) : new byte[0];
      active = ats.length > 0;
      byte[] data = new byte[4 + uid.length + ats.length];
      System.arraycopy(SENS_RES, 0, data, 0, 2);
      data[2] = SEL_RES_14443_4;
      data[3] = (byte) uid.length;
      System.arraycopy(uid, 0, data, 4, uid.length);
      System.arraycopy(ats, 0, data, 4 + uid.length, ats.length);
      return data;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The card's ATS with the historical bytes of its ATR (ISO 14443-4, 5.2.2; ISO 7816-3, 8.2).
   *
   * <pre>
   * TL | T0 78 (TA, TB, TC; FSC 256) | TA 80 (106 kbit/s) | TB 80 (FWT 77 ms) | TC 02 (CID) | T1 ..
   * </pre>
   */
  private static byte[] answerToSelect(byte[] atr) {
    if (atr.length < 2) {
      return new byte[0];
    }
    int at = 1;
    int indicator = atr[at] & 0xFF;
    int historical = indicator & 0x0F;
    boolean more = true;
    boolean check = false;
    while (more) {
      at += Integer.bitCount(indicator & 0xF0);
      more = (indicator & 0x80) != 0;
      if (more) {
        indicator = atr[at] & 0xFF;
        check |= (indicator & 0x0F) != 0;
      }
    }
    byte[] named = Arrays.copyOfRange(atr, at + 1, at + 1 + historical);
    if (atr.length != at + 1 + historical + (check ? 1 : 0)) {
      throw new IllegalStateException("the card's ATR has bytes too many or too few");
    }
    byte[] ats = new byte[5 + named.length];
    ats[0] = (byte) ats.length;
    ats[1] = 0x78;
    ats[2] = (byte) 0x80;
    ats[3] = (byte) 0x80;
    ats[4] = 0x02;
    System.arraycopy(named, 0, ats, 5, named.length);
    return ats;
  }

  /** The active card's response; null if it gives none. */
  byte @Nullable [] exchange(byte[] command) {
    CardEmulator asked = power();
    // Without the lock: the card may take its time, and may be pulled meanwhile.
    byte[] response = asked == null ? new byte[0] : asked.transmit(command);
    lock.lock();
    try {
      return response.length == 0 || card != asked || !active ? null : response;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable CardEmulator power() {
    lock.lock();
    try {
      CardEmulator there = card;
      if (there == null || !active) {
        return null;
      }
      if (!powered) {
        powered = true;
        there.power(CardEmulator.Power.ON);
      }
      return there;
    } finally {
      lock.unlock();
    }
  }
}
