package org.countersign.trust.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The hash of a tree or a part of it: SHA-256, 32 bytes. The first byte that is hashed tells a leaf
 * (00) from a node (01), so that neither passes for the other (RFC 9162, 2.1.1). Immutable.
 */
public final class TreeHash {

  /** Bytes of a hash. */
  public static final int SIZE = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /** The tree without leaves: the hash of nothing. */
  public static final TreeHash EMPTY = new TreeHash(sha256().digest());

  private final byte[] value;

  private TreeHash(byte[] value) {
    this.value = value;
  }

  /**
   * A hash that was made before.
   *
   * @throws IllegalArgumentException if it has not 32 bytes
   */
  public static TreeHash of(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("a tree hash has 32 bytes, not " + bytes.length);
    }
    return new TreeHash(bytes.clone());
  }

  /**
   * A hash from 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static TreeHash ofHex(String digits) {
    return of(HexFormat.of().parseHex(digits));
  }

  /** Of a leaf. */
  public static TreeHash leaf(byte[] data) {
    MessageDigest digest = sha256();
    digest.update(LEAF);
    return new TreeHash(digest.digest(data));
  }

  /** Of two neighbouring subtrees. */
  public static TreeHash node(TreeHash left, TreeHash right) {
    MessageDigest digest = sha256();
    digest.update(NODE);
    digest.update(left.value);
    return new TreeHash(digest.digest(right.value));
  }

  /** The 32 bytes. */
  public byte[] toArray() {
    return value.clone();
  }

  /** 64 lower-case hexadecimal digits. */
  public String toHex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TreeHash hash && Arrays.equals(value, hash.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return toHex();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
