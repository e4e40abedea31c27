package org.countersign.personalization.keys;

/**
 * CMAC with AES-128, -192 or -256 (RFC 4493, SP 800-38B), made for many short messages under one
 * key: the cipher is looked up and keyed once. One thread at a time.
 */
public final class AesCmac implements AutoCloseable {

  /** Bytes of a whole MAC. */
  public static final int SIZE = 16;

  public AesCmac(Secret key) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Appends to the message. */
  public AesCmac add(byte[] bytes, int from, int length) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Appends to the message. */
  public AesCmac add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  /** Appends one byte, its low eight bits. */
  public AesCmac add(int value) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Writes the MAC of the message, 16 bytes, and begins the next message. */
  public void finish(byte[] out, int at) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** The MAC of the message, 16 bytes; begins the next message. */
  public byte[] finish() {
    byte[] mac = new byte[SIZE];
    finish(mac, 0);
    return mac;
  }

  /** Forgets the key. */
  @Override
  public void close() {}
}
