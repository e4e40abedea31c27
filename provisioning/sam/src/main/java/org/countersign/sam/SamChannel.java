package org.countersign.sam;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.RandomData;
import javacardx.crypto.Cipher;

/**
 * The card's side of SCP03 in mode S16 with AES-128, i = 61 (R-MAC and R-ENC, random challenge),
 * level 33 and no other (GlobalPlatform Amendment D 1.2, 4.1.5 and 6.2). One key set: the pairing
 * keys of the station.
 */
final class SamChannel {

  private static final short BLOCK = CardAes.BLOCK;
  private static final short KDD = 10;
  private static final byte KEY_VERSION = 0x01;
  private static final byte OPTIONS = 0x61;
  private static final byte BEGUN = 1;
  private static final byte OPEN = 2;

  private final CardAes aes;
  private final byte[] name;
  private final byte[] staticEnc = new byte[BLOCK];
  private final byte[] staticMac = new byte[BLOCK];
  private final RandomData random = RandomData.getInstance(RandomData.ALG_SECURE_RANDOM);
  private final byte[] context = transientBytes((short) (2 * BLOCK));
  private final byte[] sEnc = transientBytes(BLOCK);
  private final byte[] sMac = transientBytes(BLOCK);
  private final byte[] sRmac = transientBytes(BLOCK);
  private final byte[] chain = transientBytes(BLOCK);
  private final byte[] mac = transientBytes(BLOCK);
  private final byte[] state = transientBytes((short) 1);
  private final short[] counter =
      JCSystem.makeTransientShortArray((short) 1, JCSystem.CLEAR_ON_DESELECT);

  /**
   * Of a module.
   *
   * @param name its number, 8 bytes
   * @param keys Key-ENC and Key-MAC, 16 bytes each
   */
  SamChannel(CardAes aes, byte[] name, byte[] keys, short at) {
    this.aes = aes;
    this.name = name;
    Util.arrayCopy(keys, at, staticEnc, (short) 0, BLOCK);
    Util.arrayCopy(keys, (short) (at + BLOCK), staticMac, (short) 0, BLOCK);
  }

  private static byte[] transientBytes(short count) {
    return JCSystem.makeTransientByteArray(count, JCSystem.CLEAR_ON_DESELECT);
  }

  void close() {
    state[0] = 0;
  }

  boolean isHandshake(byte[] buffer) {
    short command = Util.getShort(buffer, ISO7816.OFFSET_CLA);
    return command == (short) 0x8050 || command == (short) 0x8482;
  }

  short handshake(byte[] buffer, short length) {
    return buffer[ISO7816.OFFSET_INS] == 0x50
        ? initializeUpdate(buffer, length)
        : externalAuthenticate(buffer, length);
  }

  /** Answers KDD (10: 00 00 and the number), version, 03, i, challenge and cryptogram (16 each). */
  private short initializeUpdate(byte[] buffer, short length) {
    close();
    require(length == BLOCK, ISO7816.SW_WRONG_LENGTH);
    Util.arrayCopyNonAtomic(buffer, ISO7816.OFFSET_CDATA, context, (short) 0, BLOCK);
    random.generateData(context, BLOCK, BLOCK);
    derive(staticEnc, (byte) 0x04, sEnc);
    derive(staticMac, (byte) 0x06, sMac);
    derive(staticMac, (byte) 0x07, sRmac);
    Util.arrayFillNonAtomic(chain, (short) 0, BLOCK, (byte) 0);
    short at = Util.setShort(buffer, (short) 0, (short) 0);
    at = Util.arrayCopyNonAtomic(name, (short) 0, buffer, at, (short) (KDD - 2));
    buffer[at++] = KEY_VERSION;
    buffer[at++] = 0x03;
    buffer[at++] = OPTIONS;
    at = Util.arrayCopyNonAtomic(context, BLOCK, buffer, at, BLOCK);
    derive(sMac, (byte) 0x00, mac);
    state[0] = BEGUN;
    return Util.arrayCopyNonAtomic(mac, (short) 0, buffer, at, BLOCK);
  }

  private short externalAuthenticate(byte[] buffer, short length) {
    boolean begun = state[0] == BEGUN;
    close();
    require(begun && length == (short) (2 * BLOCK), ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    require(buffer[ISO7816.OFFSET_P1] == 0x33, ISO7816.SW_INCORRECT_P1P2);
    derive(sMac, (byte) 0x01, mac);
    boolean same = Util.arrayCompare(mac, (short) 0, buffer, ISO7816.OFFSET_CDATA, BLOCK) == 0;
    require(same, (short) 0x6300);
    checkMac(buffer, length);
    counter[0] = 0;
    state[0] = OPEN;
    return 0;
  }

  /** Leaves the plain data behind the header; gives their length. */
  short unwrap(byte[] buffer, short length) {
    require(state[0] == OPEN, ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    if (counter[0] == 0x7FFF) {
      close();
      ISOException.throwIt(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    }
    counter[0]++;
    checkMac(buffer, length);
    short covered = (short) (length - BLOCK);
    if (covered == 0) {
      return 0;
    }
    require((short) (covered % BLOCK) == 0, ISO7816.SW_WRONG_LENGTH);
    counterBlock((byte) 0);
    aes.cbc(Cipher.MODE_DECRYPT, sEnc, mac, buffer, ISO7816.OFFSET_CDATA, covered);
    short end = (short) (ISO7816.OFFSET_CDATA + covered - 1);
    while (end > ISO7816.OFFSET_CDATA && buffer[end] == 0) {
      end--;
    }
    require(buffer[end] == (byte) 0x80, ISO7816.SW_WRONG_DATA);
    return (short) (end - ISO7816.OFFSET_CDATA);
  }

  /** Protects an answer that stands at the beginning of the buffer and is 9000. */
  short wrap(byte[] buffer, short size) {
    short length = size;
    if (size > 0) {
      length = (short) ((short) (size / BLOCK + 1) * BLOCK);
      Util.arrayFillNonAtomic(buffer, size, (short) (length - size), (byte) 0);
      buffer[size] = (byte) 0x80;
      counterBlock((byte) 0x80);
      aes.cbc(Cipher.MODE_ENCRYPT, sEnc, mac, buffer, (short) 0, length);
    }
    aes.begin();
    aes.add(chain, (short) 0, BLOCK);
    aes.add(buffer, (short) 0, length);
    aes.add((byte) 0x90);
    aes.add((byte) 0x00);
    aes.mac(sRmac, mac, (short) 0);
    return Util.arrayCopyNonAtomic(mac, (short) 0, buffer, length, BLOCK);
  }

  /** C-MAC over chaining value, header with its Lc, and data; the next chaining value. */
  private void checkMac(byte[] buffer, short length) {
    require(length >= BLOCK && length <= 255, ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    short covered = (short) (ISO7816.OFFSET_CDATA + length - BLOCK);
    aes.begin();
    aes.add(chain, (short) 0, BLOCK);
    aes.add(buffer, (short) 0, covered);
    aes.mac(sMac, mac, (short) 0);
    if (Util.arrayCompare(mac, (short) 0, buffer, covered, BLOCK) != 0) {
      close();
      ISOException.throwIt(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    Util.arrayCopyNonAtomic(mac, (short) 0, chain, (short) 0, BLOCK);
  }

  /** Eleven zeros, constant, 00, length 128 in bits, counter 1, both challenges. */
  private void derive(byte[] key, byte constant, byte[] into) {
    aes.begin();
    aes.zeros((short) 11);
    aes.add(constant);
    aes.zeros((short) 2);
    aes.add((byte) 0x80);
    aes.add((byte) 0x01);
    aes.add(context, (short) 0, (short) (2 * BLOCK));
    aes.mac(key, into, (short) 0);
  }

  /** Into the block of the MAC. */
  private void counterBlock(byte direction) {
    Util.arrayFillNonAtomic(mac, (short) 0, BLOCK, (byte) 0);
    mac[0] = direction;
    Util.setShort(mac, (short) (BLOCK - 2), counter[0]);
    aes.encryptBlock(sEnc, mac, (short) 0);
  }

  private static void require(boolean condition, short otherwise) {
    if (!condition) {
      ISOException.throwIt(otherwise);
    }
  }
}
