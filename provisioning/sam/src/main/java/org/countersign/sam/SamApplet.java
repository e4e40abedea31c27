package org.countersign.sam;

import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;

/**
 * Holds master keys, derives the keys of cards and counts. AID F0 43 53 47 4E 53 41 4D 01.
 *
 * <pre>
 * 80 CA 00 00            status: number (8), cards left (4), top-ups taken (2), key slots in use (1)
 * 84 2A slot nn, 1-32    key of a card: CMAC(master, 01 000000 nn 00 | data), KDF3; 16 bytes
 * 80 DA 01 00, 22        top-up: its number (2), cards (4), MAC (16)
 * 80 DA 02 slot, 32      master key of a slot, once: encrypted (16), MAC (16)
 * install data           number (8), Key-ENC and Key-MAC of the station (16 each), authority's key (16)
 * </pre>
 *
 * <p>84 needs the channel ({@link SamChannel}). A card is what its keys are derived from; one that
 * is not among the last {@value #REMEMBERED} costs one of those left, whatever slot is asked, and
 * without any left it is 6985. What comes from the authority is made for this module alone and
 * needs no channel. Its MAC is CMAC(K-MAC, P1 | this module's number | slot, of a master key | what
 * stands before the MAC) with K-MAC = CMAC(authority's key, 4D); a master key is one AES block
 * under K-ENC = CMAC(authority's key, 45). A top-up must have the number after the last one's.
 *
 * <p>6A80 wrong data, 6A88 no key in the slot, 6A89 there is one already, 6982 the MAC is not the
 * authority's or there is no channel, 6984 not the next top-up.
 */
public final class SamApplet extends Applet {

  /** Application identifier. */
  public static final byte[] AID = {(byte) 0xF0, 0x43, 0x53, 0x47, 0x4E, 0x53, 0x41, 0x4D, 0x01};

  /** Cards that are known again without costing anything. */
  public static final short REMEMBERED = 128;

  /** Key slots, numbered from 1. */
  public static final short SLOTS = 8;

  private static final short BLOCK = CardAes.BLOCK;
  private static final short NUMBER = 8;
  private static final short LONGEST_INPUT = 32;
  private static final short ENTRY = LONGEST_INPUT + 1;
  private static final short SW_KEY_NOT_FOUND = 0x6A88;
  private static final short SW_KEY_EXISTS = 0x6A89;

  private final CardAes aes = new CardAes();
  private final byte[] number = new byte[NUMBER];
  private final byte[] authorityEnc = new byte[BLOCK];
  private final byte[] authorityMac = new byte[BLOCK];
  private final byte[] masters = new byte[(short) (SLOTS * BLOCK)];
  private final byte[] remembered = new byte[(short) (REMEMBERED * ENTRY)];
  private final byte[] scratch = JCSystem.makeTransientByteArray(BLOCK, JCSystem.CLEAR_ON_DESELECT);
  private final SamChannel channel;

  /** Cards left: high and low half, without sign. */
  private short leftHigh;

  private short leftLow;
  private short topUps;
  private byte slots;
  private short next;

  private SamApplet(byte[] data, short at) {
    Util.arrayCopy(data, at, number, (short) 0, NUMBER);
    channel = new SamChannel(aes, number, data, (short) (at + NUMBER));
    Util.arrayCopy(data, (short) (at + NUMBER + 2 * BLOCK), scratch, (short) 0, BLOCK);
    authorityKey((byte) 0x45, authorityEnc);
    authorityKey((byte) 0x4D, authorityMac);
    Util.arrayFillNonAtomic(scratch, (short) 0, BLOCK, (byte) 0);
  }

  /** The entry point that every Java Card applet has. */
  public static void install(byte[] parameters, short offset, byte length) {
    short at = (short) (offset + 1 + parameters[offset]); // behind the AID
    at += (short) (1 + parameters[at]); // behind the control information
    if (parameters[at] != (byte) (NUMBER + 3 * BLOCK)) {
      ISOException.throwIt(ISO7816.SW_WRONG_DATA);
    }
    new SamApplet(parameters, (short) (at + 1)).register();
  }

  private void authorityKey(byte use, byte[] into) {
    aes.begin();
    aes.add(use);
    aes.mac(scratch, into, (short) 0);
  }

  @Override
  public void deselect() {
    channel.close();
  }

  @Override
  public void process(APDU apdu) {
    if (selectingApplet()) {
      channel.close();
      return;
    }
    byte[] buffer = apdu.getBuffer();
    short size = execute(apdu, buffer, Util.getShort(buffer, ISO7816.OFFSET_CLA));
    if (size > 0) {
      apdu.setOutgoingAndSend((short) 0, size);
    }
  }

  private short execute(APDU apdu, byte[] buffer, short command) {
    if (channel.isHandshake(buffer)) {
      return channel.handshake(buffer, apdu.setIncomingAndReceive());
    }
    switch (command) {
      case (short) 0x80CA:
        return status(buffer);
      case (short) 0x842A:
        short length = channel.unwrap(buffer, apdu.setIncomingAndReceive());
        return channel.wrap(buffer, cardKey(buffer, length));
      case (short) 0x80DA:
        fromAuthority(buffer, apdu.setIncomingAndReceive());
        return 0;
      default:
        ISOException.throwIt(
            (buffer[ISO7816.OFFSET_CLA] & 0xFB) == 0x80
                ? ISO7816.SW_INS_NOT_SUPPORTED
                : ISO7816.SW_CLA_NOT_SUPPORTED);
        return 0;
    }
  }

  private short status(byte[] buffer) {
    short at = Util.arrayCopyNonAtomic(number, (short) 0, buffer, (short) 0, NUMBER);
    at = Util.setShort(buffer, at, leftHigh);
    at = Util.setShort(buffer, at, leftLow);
    at = Util.setShort(buffer, at, topUps);
    buffer[at++] = slots;
    return at;
  }

  private short cardKey(byte[] buffer, short length) {
    byte slot = slot(buffer[ISO7816.OFFSET_P1]);
    require((slots & (byte) (1 << slot)) != 0, SW_KEY_NOT_FOUND);
    byte keyNumber = buffer[ISO7816.OFFSET_P2];
    require(keyNumber != 0, ISO7816.SW_INCORRECT_P1P2);
    require(length > 0 && length <= LONGEST_INPUT, ISO7816.SW_WRONG_DATA);
    count(buffer, length);
    Util.arrayCopyNonAtomic(masters, (short) (slot * BLOCK), scratch, (short) 0, BLOCK);
    aes.begin();
    aes.add((byte) 0x01);
    aes.zeros((short) 3);
    aes.add(keyNumber);
    aes.add((byte) 0x00);
    aes.add(buffer, ISO7816.OFFSET_CDATA, length);
    aes.mac(scratch, buffer, (short) 0);
    Util.arrayFillNonAtomic(scratch, (short) 0, BLOCK, (byte) 0);
    return BLOCK;
  }

  /** Takes one of the cards left for a card that is not remembered, before its key is made. */
  private void count(byte[] buffer, short length) {
    for (short at = 0; at < (short) remembered.length; at += ENTRY) {
      if (remembered[at] == (byte) length
          && Util.arrayCompare(remembered, (short) (at + 1), buffer, ISO7816.OFFSET_CDATA, length)
              == 0) {
        return;
      }
    }
    require(leftHigh != 0 || leftLow != 0, ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    JCSystem.beginTransaction();
    if (leftLow == 0) {
      leftHigh--;
    }
    leftLow--;
    short entry = (short) (next * ENTRY);
    Util.arrayCopy(buffer, ISO7816.OFFSET_CDATA, remembered, (short) (entry + 1), length);
    remembered[entry] = (byte) length;
    next = (short) ((short) (next + 1) % REMEMBERED);
    JCSystem.commitTransaction();
  }

  private void fromAuthority(byte[] buffer, short length) {
    switch (buffer[ISO7816.OFFSET_P1]) {
      case 0x01:
        require(length == (short) (6 + BLOCK), ISO7816.SW_WRONG_LENGTH);
        topUp(buffer);
        return;
      case 0x02:
        require(length == (short) (2 * BLOCK), ISO7816.SW_WRONG_LENGTH);
        load(buffer);
        return;
      default:
        ISOException.throwIt(ISO7816.SW_INCORRECT_P1P2);
    }
  }

  private void topUp(byte[] buffer) {
    aes.begin();
    aes.add((byte) 0x01);
    aes.add(number, (short) 0, NUMBER);
    aes.add(buffer, ISO7816.OFFSET_CDATA, (short) 6);
    requireAuthority(buffer, (short) (ISO7816.OFFSET_CDATA + 6));
    require(
        Util.getShort(buffer, ISO7816.OFFSET_CDATA) == (short) (topUps + 1) && topUps != -1,
        ISO7816.SW_DATA_INVALID);
    short high = Util.getShort(buffer, (short) (ISO7816.OFFSET_CDATA + 2));
    short low = Util.getShort(buffer, (short) (ISO7816.OFFSET_CDATA + 4));
    short sumLow = (short) (leftLow + low);
    short carry = (short) (isBelow(sumLow, low) ? 1 : 0);
    short sumHigh = (short) (leftHigh + high + carry);
    // Both stay below 2^31, so a sum that has grown beyond is one below zero.
    require(high >= 0 && sumHigh >= 0, ISO7816.SW_WRONG_DATA);
    JCSystem.beginTransaction();
    leftHigh = sumHigh;
    leftLow = sumLow;
    topUps++;
    JCSystem.commitTransaction();
  }

  /** Compares without sign. */
  private static boolean isBelow(short a, short b) {
    return (short) (a + Short.MIN_VALUE) < (short) (b + Short.MIN_VALUE);
  }

  private void load(byte[] buffer) {
    byte slot = slot(buffer[ISO7816.OFFSET_P2]);
    byte bit = (byte) (1 << slot);
    aes.begin();
    aes.add((byte) 0x02);
    aes.add(number, (short) 0, NUMBER);
    aes.add(buffer[ISO7816.OFFSET_P2]);
    aes.add(buffer, ISO7816.OFFSET_CDATA, BLOCK);
    requireAuthority(buffer, (short) (ISO7816.OFFSET_CDATA + BLOCK));
    require((slots & bit) == 0, SW_KEY_EXISTS);
    aes.decryptBlock(authorityEnc, buffer, ISO7816.OFFSET_CDATA);
    JCSystem.beginTransaction();
    Util.arrayCopy(buffer, ISO7816.OFFSET_CDATA, masters, (short) (slot * BLOCK), BLOCK);
    slots |= bit;
    JCSystem.commitTransaction();
    Util.arrayFillNonAtomic(buffer, ISO7816.OFFSET_CDATA, BLOCK, (byte) 0);
  }

  private void requireAuthority(byte[] buffer, short at) {
    aes.mac(authorityMac, scratch, (short) 0);
    boolean same = Util.arrayCompare(scratch, (short) 0, buffer, at, BLOCK) == 0;
    require(same, ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
  }

  /** From 0. */
  private static byte slot(byte given) {
    require(given >= 1 && given <= SLOTS, ISO7816.SW_INCORRECT_P1P2);
    return (byte) (given - 1);
  }

  private static void require(boolean condition, short otherwise) {
    if (!condition) {
      ISOException.throwIt(otherwise);
    }
  }
}
