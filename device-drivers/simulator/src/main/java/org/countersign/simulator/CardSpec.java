package org.countersign.simulator;

import java.util.Optional;
import org.countersign.apdu.Bytes;

/**
 * What a virtual card is when it is made.
 *
 * @param kind kind of chip
 * @param condition blank, or what is wrong with it
 * @param memory bytes for files and their headers of 16 bytes
 * @param keySize bytes of each SCP03 key: 16, 24 or 32
 * @param sixteen SCP03 mode S16 (challenges, cryptograms and MACs of 16 bytes) instead of S8
 * @param diversified whether the chip's transport keys are derived from the master key (KDF3) or
 *     are the master key itself
 * @param masterKey transport master key; of {@code keySize} bytes if not diversified; for {@link
 *     CardKind#FILE} 16 bytes
 * @param chipNumber ten bytes; empty gives every card a random one
 */
public record CardSpec(
    CardKind kind,
    Condition condition,
    int memory,
    int keySize,
    boolean sixteen,
    boolean diversified,
    Bytes masterKey,
    Optional<Bytes> chipNumber) {

  /** Bytes of a chip number: KDD of the GlobalPlatform chip, EF.ICCID of the file card. */
  public static final int CHIP_NUMBER = 10;

  /** Key version number of the transport keys. */
  public static final int TRANSPORT_KEY_VERSION = 0x30;

  /** In what state a card comes. */
  public enum Condition {
    /** As from the manufacturer. */
    BLANK,
    /** Finished by another issuer: keys unknown, not writable. */
    ISSUED,
    /** Blank, but with transport keys that nobody here has. */
    WRONG_KEYS
  }

  public CardSpec {
    if (keySize != 16 && keySize != 24 && keySize != 32) {
      throw new IllegalArgumentException("key size of " + keySize + " bytes; 16, 24 or 32");
    }
    int wanted = kind == CardKind.FILE ? 16 : keySize;
    boolean fits = diversified ? isAesKey(masterKey.size()) : masterKey.size() == wanted;
    if (!fits) {
      throw new IllegalArgumentException(
          "transport key of " + masterKey.size() + " bytes; " + wanted + " are needed");
    }
    if (chipNumber.isPresent() && chipNumber.get().size() != CHIP_NUMBER) {
      throw new IllegalArgumentException("chip number of other than " + CHIP_NUMBER + " bytes");
    }
    if (memory < 0) {
      throw new IllegalArgumentException("memory of " + memory + " bytes");
    }
  }

  private static boolean isAesKey(int size) {
    return size == 16 || size == 24 || size == 32;
  }

  /** A blank of that kind: AES-128, S8, the test key 404142..4F itself, default memory. */
  public static CardSpec blank(CardKind kind) {
    return new CardSpec(
        kind,
        Condition.BLANK,
        kind.defaultMemory(),
        16,
        false,
        false,
        testKey(16),
        Optional.empty());
  }

  /** The test key 40 41 42 and so on. */
  public static Bytes testKey(int size) {
    byte[] key = new byte[size];
    for (int i = 0; i < size; i++) {
      key[i] = (byte) (0x40 + i);
    }
    return Bytes.of(key);
  }

  /** The same card in another condition. */
  public CardSpec in(Condition other) {
    return new CardSpec(kind, other, memory, keySize, sixteen, diversified, masterKey, chipNumber);
  }

  /** The same card with other room for files. */
  public CardSpec withMemory(int bytes) {
    return new CardSpec(
        kind, condition, bytes, keySize, sixteen, diversified, masterKey, chipNumber);
  }

  /** The same card with SCP03 keys of that size, the test key unless set after this. */
  public CardSpec withKeySize(int bytes) {
    return new CardSpec(
        kind, condition, memory, bytes, sixteen, diversified, testKey(bytes), chipNumber);
  }

  /** The same card with another transport master key. */
  public CardSpec withMasterKey(Bytes key, boolean derive) {
    return new CardSpec(kind, condition, memory, keySize, sixteen, derive, key, chipNumber);
  }

  /** The same card in SCP03 mode S16. */
  public CardSpec withS16() {
    return new CardSpec(kind, condition, memory, keySize, true, diversified, masterKey, chipNumber);
  }

  /** The same card with a chip number of its own. */
  public CardSpec withChipNumber(Bytes number) {
    return new CardSpec(
        kind, condition, memory, keySize, sixteen, diversified, masterKey, Optional.of(number));
  }

  /** Says what the card is, without its key. */
  @Override
  public String toString() {
    return condition + " " + kind + " card, " + memory + " bytes, AES-" + keySize * 8;
  }
}
