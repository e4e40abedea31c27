package org.countersign.personalization.keys;

import java.security.MessageDigest;
import java.util.Arrays;

/** Key bytes that are zeroed when closed, compared in constant time and never printed. */
public final class Secret implements AutoCloseable {

  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  /** A copy of the bytes. */
  public static Secret of(byte[] value) {
    return new Secret(value.clone());
  }

  /** Number of bytes. */
  public int size() {
    return value.length;
  }

  /** A copy of the bytes; whoever asks zeroes it. */
  public byte[] toArray() {
    return value.clone();
  }

  @Override
  public void close() {
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return value.length;
  }

  @Override
  public String toString() {
    return "Secret[" + value.length + "]";
  }
}
