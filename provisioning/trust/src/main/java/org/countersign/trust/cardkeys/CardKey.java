package org.countersign.trust.cardkeys;

import java.util.Arrays;

/** One key of one card. Never printed. */
public final class CardKey implements AutoCloseable {

  private final String set;
  private final String role;
  private final int version;
  private final byte[] value;

  /**
   * A copy of the bytes.
   *
   * @param set key set, as card profiles name it
   * @param role use of the key in its set
   * @param version of the master key that it was derived from, 1 to 255
   * @param value 16, 24 or 32 bytes
   * @throws IllegalArgumentException for any other version or size
   */
  public CardKey(String set, String role, int version, byte[] value) {
    if (version < 1 || version > 255) {
      throw new IllegalArgumentException("version " + version + " of a key; 1 to 255");
    }
    if (value.length != 16 && value.length != 24 && value.length != 32) {
      throw new IllegalArgumentException("key of " + value.length + " bytes; 16, 24 or 32");
    }
    this.set = set;
    this.role = role;
    this.version = version;
    this.value = value.clone();
  }

  /** Key set, as card profiles name it. */
  public String set() {
    return set;
  }

  /** Use of the key in its set. */
  public String role() {
    return role;
  }

  /** Version of the master key that it was derived from. */
  public int version() {
    return version;
  }

  /** A copy of the bytes; whoever asks zeroes it. */
  public byte[] value() {
    return value.clone();
  }

  /** Zeroes it. */
  @Override
  public void close() {
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public String toString() {
    return set + "." + role + " version " + version;
  }
}
