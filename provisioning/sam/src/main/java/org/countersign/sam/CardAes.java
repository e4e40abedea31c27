package org.countersign.sam;

import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.KeyBuilder;
import javacardx.crypto.Cipher;

/** AES-128 and CMAC over it (RFC 4493) on a card, in memory that the power takes away. */
final class CardAes {

  static final short BLOCK = 16;

  /** Longest message of a MAC: a wrapped command or answer with its chaining value. */
  private static final short LONGEST = 320;

  private final AESKey key =
      (AESKey)
          KeyBuilder.buildKey(
              KeyBuilder.TYPE_AES_TRANSIENT_DESELECT, KeyBuilder.LENGTH_AES_128, false);
  private final Cipher ecb = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_ECB_NOPAD, false);
  private final Cipher cbc = Cipher.getInstance(Cipher.ALG_AES_BLOCK_128_CBC_NOPAD, false);
  private final byte[] message =
      JCSystem.makeTransientByteArray(LONGEST, JCSystem.CLEAR_ON_DESELECT);
  private final byte[] block = JCSystem.makeTransientByteArray(BLOCK, JCSystem.CLEAR_ON_DESELECT);
  private short length;

  /** Encrypts one block in place. */
  void encryptBlock(byte[] aesKey, byte[] data, short at) {
    key.setKey(aesKey, (short) 0);
    ecb.init(key, Cipher.MODE_ENCRYPT);
    ecb.doFinal(data, at, BLOCK, data, at);
  }

  /** Decrypts one block in place. */
  void decryptBlock(byte[] aesKey, byte[] data, short at) {
    key.setKey(aesKey, (short) 0);
    ecb.init(key, Cipher.MODE_DECRYPT);
    ecb.doFinal(data, at, BLOCK, data, at);
  }

  /** CBC in place over whole blocks. */
  void cbc(byte mode, byte[] aesKey, byte[] iv, byte[] data, short at, short count) {
    key.setKey(aesKey, (short) 0);
    cbc.init(key, mode, iv, (short) 0, BLOCK);
    cbc.doFinal(data, at, count, data, at);
  }

  /** Begins a message. */
  void begin() {
    length = 0;
  }

  /** Appends to the message. */
  void add(byte[] data, short at, short count) {
    length = Util.arrayCopyNonAtomic(data, at, message, length, count);
  }

  /** Appends one byte. */
  void add(byte value) {
    message[length++] = value;
  }

  /** Appends zeros. */
  void zeros(short count) {
    length = Util.arrayFillNonAtomic(message, length, count, (byte) 0);
  }

  /** The MAC of the message. */
  void mac(byte[] aesKey, byte[] into, short at) {
    Util.arrayFillNonAtomic(block, (short) 0, BLOCK, (byte) 0);
    encryptBlock(aesKey, block, (short) 0);
    doubled();
    short rest = (short) (length % BLOCK);
    if (rest != 0 || length == 0) {
      message[length++] = (byte) 0x80;
      if ((short) (length % BLOCK) != 0) {
        zeros((short) (BLOCK - length % BLOCK));
      }
      doubled();
    }
    short last = (short) (length - BLOCK);
    for (short i = 0; i < BLOCK; i++) {
      message[(short) (last + i)] ^= block[i];
    }
    Util.arrayFillNonAtomic(block, (short) 0, BLOCK, (byte) 0);
    cbc(Cipher.MODE_ENCRYPT, aesKey, block, message, (short) 0, length);
    Util.arrayCopyNonAtomic(message, last, into, at, BLOCK);
    length = 0;
  }

  /** Multiplies the block by x in GF(2^128). */
  private void doubled() {
    boolean carry = block[0] < 0;
    for (short i = 0; i < BLOCK - 1; i++) {
      block[i] = (byte) (block[i] << 1 | (block[(short) (i + 1)] & 0x80) >> 7);
    }
    block[BLOCK - 1] = (byte) (block[BLOCK - 1] << 1 ^ (carry ? 0x87 : 0));
  }
}
