package org.countersign.station.unseen;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.KeyBuilder;
import javacard.security.RandomData;
import javacardx.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/**
 * The card's side of SCP03 in mode S16 at level 33 with AES-128 (GlobalPlatform Amendment D 1.2,
 * 4.1.5 and 6.2), written for this card from the specification: nothing is shared with the
 * product's side nor with the simulator's.
 */
final class TransitChannel {

  static final byte KEY_VERSION = 0x21;

  private static final short BLOCK = 16;
  private static final short KDD = 10;

  private final byte[] diversification = new byte[KDD];
  private final byte[] staticEnc = new byte[BLOCK];
  private final byte[] staticMac = new byte[BLOCK];
  private final byte[] context = new byte[2 * BLOCK];
  private final byte[] sEnc = new byte[BLOCK];
  private final byte[] sMac = new byte[BLOCK];
  private final byte[] sRmac = new byte[BLOCK];
  private final byte[] chain = new byte[BLOCK];
  private boolean required;
  private short counter;
  private boolean begun;
  private boolean open;

  TransitChannel(byte[] number) {
    diversification[0] = 'T';
    diversification[1] = 'P';
    Util.arrayCopy(number, (short) 0, diversification, (short) 2, (short) 8);
  }

  /** From now on nothing is written outside the channel. */
  void require(byte[] keys, short at) {
    Util.arrayCopy(keys, at, staticEnc, (short) 0, BLOCK);
    Util.arrayCopy(keys, (short) (at + BLOCK), staticMac, (short) 0, BLOCK);
    required = true;
  }

  boolean isRequired() {
    return required;
  }

  void close() {
    begun = false;
    open = false;
  }

  boolean isHandshake(byte[] buffer) {
    short command = Util.getShort(buffer, ISO7816.OFFSET_CLA);
    return required && (command == (short) 0x8050 || command == (short) 0x8482);
  }

  short handshake(byte[] buffer, short length) {
    return buffer[ISO7816.OFFSET_INS] == 0x50
        ? initializeUpdate(buffer, length)
        : externalAuthenticate(buffer, length);
  }

  /** Answers KDD (10), version, 03, i = 61 (S16, R-MAC and R-ENC, random challenge), two blocks. */
  private short initializeUpdate(byte[] buffer, short length) {
    close();
    require(length == BLOCK, ISO7816.SW_WRONG_LENGTH);
    Util.arrayCopyNonAtomic(buffer, ISO7816.OFFSET_CDATA, context, (short) 0, BLOCK);
    RandomData.getInstance(RandomData.ALG_SECURE_RANDOM).generateData(context, BLOCK, BLOCK);
    derive(staticEnc, (byte) 0x04, sEnc);
    derive(staticMac, (byte) 0x06, sMac);
    derive(staticMac, (byte) 0x07, sRmac);
    Util.arrayFillNonAtomic(chain, (short) 0, BLOCK, (byte) 0);
    begun = true;
    short at = Util.arrayCopyNonAtomic(diversification, (short) 0, buffer, (short) 0, KDD);
    buffer[at++] = KEY_VERSION;
    buffer[at++] = 0x03;
    buffer[at++] = 0x61;
    at = Util.arrayCopyNonAtomic(context, BLOCK, buffer, at, BLOCK);
    byte[] cryptogram = new byte[BLOCK];
    derive(sMac, (byte) 0x00, cryptogram);
    return Util.arrayCopyNonAtomic(cryptogram, (short) 0, buffer, at, BLOCK);
  }

  private short externalAuthenticate(byte[] buffer, short length) {
    require(begun && length == 2 * BLOCK, ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    begun = false;
    require(buffer[ISO7816.OFFSET_P1] == 0x33, ISO7816.SW_INCORRECT_P1P2);
    byte[] cryptogram = new byte[BLOCK];
    derive(sMac, (byte) 0x01, cryptogram);
    boolean same =
        Util.arrayCompare(cryptogram, (short) 0, buffer, ISO7816.OFFSET_CDATA, BLOCK) == 0;
    require(same, (short) 0x6300);
    checkMac(buffer, length);
    counter = 0;
    open = true;
    return 0;
  }

  /** Leaves the plain data behind the header; gives their length. */
  short unwrap(byte[] buffer, short length) {
    require(open, ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    counter++;
    checkMac(buffer, length);
    short covered = (short) (length - BLOCK);
    if (covered == 0) {
      return 0;
    }
    short at = ISO7816.OFFSET_CDATA;
    cbc(Cipher.MODE_DECRYPT, counterBlock((byte) 0), buffer, at, covered);
    short end = (short) (at + covered - 1);
    while (end > at && buffer[end] == 0) {
      end--;
    }
    require(buffer[end] == (byte) 0x80, ISO7816.SW_WRONG_DATA);
    return (short) (end - at);
  }

  /** Protects an answer that stands at the beginning of the buffer and is 9000. */
  short wrap(byte[] buffer, short size) {
    short length = size;
    if (size > 0) {
      length = (short) ((size / BLOCK + 1) * BLOCK);
      Util.arrayFillNonAtomic(buffer, size, (short) (length - size), (byte) 0);
      buffer[size] = (byte) 0x80;
      cbc(Cipher.MODE_ENCRYPT, counterBlock((byte) 0x80), buffer, (short) 0, length);
    }
    byte[] message = new byte[(short) (BLOCK + length + 2)];
    Util.arrayCopyNonAtomic(chain, (short) 0, message, (short) 0, BLOCK);
    Util.arrayCopyNonAtomic(buffer, (short) 0, message, BLOCK, length);
    Util.setShort(message, (short) (BLOCK + length), ISO7816.SW_NO_ERROR);
    byte[] mac = cmac(sRmac, message);
    return Util.arrayCopyNonAtomic(mac, (short) 0, buffer, length, BLOCK);
  }

  /** C-MAC over chaining value, header with its Lc, and data; the next chaining value. */
  private void checkMac(byte[] buffer, short length) {
    require(length >= BLOCK, ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    short covered = (short) (ISO7816.OFFSET_CDATA + length - BLOCK);
    byte[] message = new byte[(short) (BLOCK + covered)];
    Util.arrayCopyNonAtomic(chain, (short) 0, message, (short) 0, BLOCK);
    Util.arrayCopyNonAtomic(buffer, (short) 0, message, BLOCK, covered);
    byte[] mac = cmac(sMac, message);
    if (Util.arrayCompare(mac, (short) 0, buffer, covered, BLOCK) != 0) {
      close();
      ISOException.throwIt(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    Util.arrayCopyNonAtomic(mac, (short) 0, chain, (short) 0, BLOCK);
  }

  /** Eleven zeros, constant, 00, length 128 in bits, counter 1, both challenges. */
  private void derive(byte[] key, byte constant, byte[] into) {
    byte[] message = new byte[(short) (3 * BLOCK)];
    message[11] = constant;
    message[14] = (byte) 0x80;
    message[15] = 0x01;
    Util.arrayCopyNonAtomic(context, (short) 0, message, BLOCK, (short) (2 * BLOCK));
    Util.arrayCopyNonAtomic(cmac(key, message), (short) 0, into, (short) 0, BLOCK);
  }

  private byte[] counterBlock(byte direction) {
    byte[] block = new byte[BLOCK];
    block[0] = direction;
    Util.setShort(block, (short) 14, counter);
    aes(sEnc, Cipher.ALG_AES_BLOCK_128_ECB_NOPAD, Cipher.MODE_ENCRYPT, null, block);
    return block;
  }

  private void cbc(byte mode, byte[] iv, byte[] buffer, short at, short length) {
    byte[] blocks = new byte[length];
    Util.arrayCopyNonAtomic(buffer, at, blocks, (short) 0, length);
    aes(sEnc, Cipher.ALG_AES_BLOCK_128_CBC_NOPAD, mode, iv, blocks);
    Util.arrayCopyNonAtomic(blocks, (short) 0, buffer, at, length);
  }

  /** RFC 4493. */
  private static byte[] cmac(byte[] key, byte[] message) {
    byte[] subkey = new byte[BLOCK];
    aes(key, Cipher.ALG_AES_BLOCK_128_ECB_NOPAD, Cipher.MODE_ENCRYPT, null, subkey);
    doubled(subkey);
    short rest = (short) (message.length % BLOCK);
    short blocks = (short) ((message.length + BLOCK - 1) / BLOCK);
    byte[] padded = new byte[(short) (blocks * BLOCK)];
    Util.arrayCopyNonAtomic(message, (short) 0, padded, (short) 0, (short) message.length);
    if (rest != 0) {
      padded[message.length] = (byte) 0x80;
      doubled(subkey);
    }
    for (short i = 0; i < BLOCK; i++) {
      padded[padded.length - BLOCK + i] ^= subkey[i];
    }
    aes(key, Cipher.ALG_AES_BLOCK_128_CBC_NOPAD, Cipher.MODE_ENCRYPT, new byte[BLOCK], padded);
    byte[] mac = new byte[BLOCK];
    Util.arrayCopyNonAtomic(padded, (short) (padded.length - BLOCK), mac, (short) 0, BLOCK);
    return mac;
  }

  /** Multiplies by x in GF(2^128). */
  private static void doubled(byte[] block) {
    boolean carry = block[0] < 0;
    for (short i = 0; i < BLOCK - 1; i++) {
      block[i] = (byte) (block[i] << 1 | (block[i + 1] & 0x80) >> 7);
    }
    block[BLOCK - 1] = (byte) (block[BLOCK - 1] << 1 ^ (carry ? 0x87 : 0));
  }

  private static void aes(
      byte[] key, byte algorithm, byte mode, byte @Nullable [] iv, byte[] blocks) {
    AESKey aesKey = (AESKey) KeyBuilder.buildKey(KeyBuilder.TYPE_AES, (short) 128, false);
    aesKey.setKey(key, (short) 0);
    Cipher cipher = Cipher.getInstance(algorithm, false);
    if (iv == null) {
      cipher.init(aesKey, mode);
    } else {
      cipher.init(aesKey, mode, iv, (short) 0, BLOCK);
    }
    cipher.doFinal(blocks, (short) 0, (short) blocks.length, blocks, (short) 0);
  }

  private static void require(boolean condition, short otherwise) {
    if (!condition) {
      ISOException.throwIt(otherwise);
    }
  }
}
