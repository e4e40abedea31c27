package org.countersign.personalization.keys;

import java.util.Arrays;

/**
 * CMAC with AES-128, -192 or -256 (RFC 4493, SP 800-38B), made for many short messages under one
 * key: the cipher is looked up and keyed once. One thread at a time.
 */
public final class AesCmac implements AutoCloseable {

  /** Bytes of a whole MAC. */
  public static final int SIZE = 16;

  private static final int BLOCK = AesCbc.BLOCK;

  private final AesCbc cipher;
  private final byte[] subkey1 = new byte[BLOCK];
  private final byte[] subkey2 = new byte[BLOCK];
  private byte[] message = new byte[512];
  private byte[] encrypted = new byte[512];
  private int length;

  /**
   * Keys the MAC.
   *
   * @param key 16, 24 or 32 bytes
   * @throws IllegalArgumentException for any other size
   */
  public AesCmac(Secret key) {
    this.cipher = new AesCbc(key);
    cipher.encrypt(new byte[BLOCK], 0, BLOCK, subkey1, 0);
    doubled(subkey1, subkey1);
    doubled(subkey1, subkey2);
  }

  /** Appends to the message. */
  public AesCmac add(byte[] bytes, int from, int count) {
    reserve(count);
    System.arraycopy(bytes, from, message, length, count);
    length += count;
    return this;
  }

  /** Appends to the message. */
  public AesCmac add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  /** Appends one byte, its low eight bits. */
  public AesCmac add(int value) {
    reserve(1);
    message[length++] = (byte) value;
    return this;
  }

  /** Writes the MAC of the message, 16 bytes, and begins the next message. */
  public void finish(byte[] out, int at) {
    int padded = Math.max(BLOCK, (length + BLOCK - 1) / BLOCK * BLOCK);
    byte[] subkey = subkey1;
    if (padded != length) {
      message[length] = (byte) 0x80;
      Arrays.fill(message, length + 1, padded, (byte) 0);
      subkey = subkey2;
    }
    for (int i = 0; i < BLOCK; i++) {
      message[padded - BLOCK + i] ^= subkey[i];
    }
    cipher.encrypt(message, 0, padded, encrypted, 0);
    System.arraycopy(encrypted, padded - BLOCK, out, at, BLOCK);
    length = 0;
  }

  /** The MAC of the message, 16 bytes; begins the next message. */
  public byte[] finish() {
    byte[] mac = new byte[SIZE];
    finish(mac, 0);
    return mac;
  }

  /** Forgets the key and the last message. */
  @Override
  public void close() {
    cipher.close();
    Arrays.fill(subkey1, (byte) 0);
    Arrays.fill(subkey2, (byte) 0);
    Arrays.fill(message, (byte) 0);
    Arrays.fill(encrypted, (byte) 0);
  }

  private void reserve(int count) {
    // One block more than the message, so that padding always finds room.
    int needed = length + count + BLOCK;
    if (needed > message.length) {
      message = Arrays.copyOf(message, Math.max(needed, 2 * message.length));
      encrypted = new byte[message.length];
    }
  }

  /** Multiplies by x in GF(2^128) (RFC 4493, 2.3). */
  private static void doubled(byte[] in, byte[] out) {
    int carry = (in[0] & 0x80) == 0 ? 0 : 0x87;
    for (int i = 0; i < BLOCK; i++) {
      int next = i + 1 < BLOCK ? (in[i + 1] & 0x80) >> 7 : 0;
      out[i] = (byte) (in[i] << 1 | next);
    }
    out[BLOCK - 1] ^= (byte) carry;
  }
}
