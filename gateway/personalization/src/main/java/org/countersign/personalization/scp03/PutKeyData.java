package org.countersign.personalization.scp03;

import java.util.Arrays;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.personalization.keys.KeyCheckValue;
import org.countersign.personalization.keys.Secret;

/**
 * PUT KEY of a whole AES key set (GP Card Specification 2.3.1, 11.8; Amendment D, 7.2 and table
 * 7-10).
 *
 * <pre>
 * new KVN | 3 x ( 88 | 11 or 21 | 10, 18 or 20 | key under DEK, 16 or 32 bytes | 03 | KCV )
 * </pre>
 *
 * The byte before the encrypted key is the key's clear size; {@link KeyField#PLAIN} is for cards
 * that leave it out where no padding is needed (GP Card Specification 2.3.1, tables 11-70 and
 * 11-71).
 */
public final class PutKeyData {

  private static final int AES = 0x88;
  private static final int PUT_KEY = 0xD8;

  /** How a key is written down. */
  public enum KeyField {
    /** With its clear size before it, always (Amendment D, table 7-10). */
    WITH_SIZE,
    /** With its clear size only where it is padded (AES-192). */
    PLAIN
  }

  private final int newKeyVersion;
  private final Bytes data;
  private final Bytes checkValues;

  private PutKeyData(int newKeyVersion, Bytes data, Bytes checkValues) {
    this.newKeyVersion = newKeyVersion;
    this.data = data;
    this.checkValues = checkValues;
  }

  /** Encrypts a new key set under the channel's DEK, as Amendment D writes it. */
  public static PutKeyData of(SecureChannel channel, int newKeyVersion, StaticKeys newKeys) {
    return of(channel, newKeyVersion, newKeys, KeyField.WITH_SIZE);
  }

  /**
   * Encrypts a new key set under the channel's DEK.
   *
   * @param newKeyVersion key version number of the new set, 01 to 7F
   * @throws IllegalArgumentException for any other version
   */
  public static PutKeyData of(
      SecureChannel channel, int newKeyVersion, StaticKeys newKeys, KeyField form) {
    if (newKeyVersion < 0x01 || newKeyVersion > 0x7F) {
      throw new IllegalArgumentException("key version " + newKeyVersion + "; 1 to 127");
    }
    Bytes data = Bytes.of(newKeyVersion);
    Bytes checkValues = Bytes.empty();
    for (Secret key : List.of(newKeys.enc(), newKeys.mac(), newKeys.dek())) {
      Bytes kcv = KeyCheckValue.ofAes(key);
      data = Bytes.concat(data, field(channel, key, form), Bytes.of(KeyCheckValue.SIZE), kcv);
      checkValues = checkValues.plus(kcv);
    }
    return new PutKeyData(newKeyVersion, data, checkValues);
  }

  private static Bytes field(SecureChannel channel, Secret key, KeyField form) {
    byte[] clear = key.toArray();
    byte[] padded = Arrays.copyOf(clear, (clear.length + 15) / 16 * 16);
    Arrays.fill(clear, (byte) 0);
    boolean withSize = form == KeyField.WITH_SIZE || padded.length != clear.length;
    Bytes encrypted = channel.encryptInPlace(padded);
    return withSize
        ? Bytes.concat(Bytes.of(AES, encrypted.size() + 1, key.size()), encrypted)
        : Bytes.concat(Bytes.of(AES, encrypted.size()), encrypted);
  }

  /** The data field. */
  public Bytes data() {
    return data;
  }

  /**
   * The command, to be sent through the channel: 80 D8 replaced 81, several keys from number 1 on.
   *
   * @param replacedKeyVersion key version number of the set that is replaced, 0 to add one
   */
  public CommandApdu command(int replacedKeyVersion) {
    return new CommandApdu(0x80, PUT_KEY, replacedKeyVersion, 0x81, data, CommandApdu.LE_SHORT_MAX);
  }

  /**
   * Whether the answer is 9000 with the new version and the check values of the three keys, in
   * order: KVN | KCV | KCV | KCV.
   */
  public boolean confirmedBy(ResponseApdu answer) {
    return answer.isOk() && answer.data().equals(Bytes.of(newKeyVersion).plus(checkValues));
  }
}
