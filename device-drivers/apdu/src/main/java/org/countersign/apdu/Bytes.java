package org.countersign.apdu;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable run of bytes. Printed as its length only, since it may be personal data or a key.
 */
public final class Bytes implements Comparable<Bytes> {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] value) {
    this.value = value;
  }

  /** No bytes. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** A copy of the array. */
  public static Bytes of(byte[] value) {
    return value.length == 0 ? EMPTY : new Bytes(value.clone());
  }

  /** The low eight bits of each value. */
  public static Bytes of(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return new Bytes(bytes);
  }

  /**
   * Reads hexadecimal digits of either case; blanks between them are passed over.
   *
   * @throws IllegalArgumentException if anything else stands there
   */
  public static Bytes hex(String digits) {
    return new Bytes(HexFormat.of().parseHex(digits.replaceAll("\\s+", "")));
  }

  /** The text in UTF-8. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The parts one after the other. */
  public static Bytes concat(Bytes... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Bytes part : parts) {
      all.writeBytes(part.value);
    }
    return new Bytes(all.toByteArray());
  }

  /** Number of bytes. */
  public int size() {
    return value.length;
  }

  public boolean isEmpty() {
    return value.length == 0;
  }

  /** Byte at the index, 0 to 255. */
  public int at(int index) {
    return value[index] & 0xFF;
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return value.clone();
  }

  /** The bytes from {@code from} on, {@code to} excluded. */
  public Bytes slice(int from, int to) {
    Objects.checkFromToIndex(from, to, value.length);
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /** The bytes from {@code from} to the end. */
  public Bytes from(int from) {
    return slice(from, value.length);
  }

  /** These bytes and then the others. */
  public Bytes plus(Bytes other) {
    return concat(this, other);
  }

  /** Upper-case hexadecimal digits. Only for values that may be shown. */
  public String toHex() {
    return HexFormat.of().withUpperCase().formatHex(value);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Bytes[" + value.length + "]";
  }
}
