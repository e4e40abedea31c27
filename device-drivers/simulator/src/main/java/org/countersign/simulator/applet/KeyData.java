package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;

/**
 * The data field of PUT KEY for three AES keys (GPC 2.3.1, 11.8.2.3; Amendment D, 7.2).
 *
 * <pre>
 * new key version number | 3 x ( 88 | length | [length of the key in clear] | key under DEK, AES-CBC,
 *                                zero IV, padded to blocks | 03 | key check value )
 * </pre>
 *
 * The length in clear may be left out if the key fills its blocks.
 */
final class KeyData {

  private static final int AES = 0x88;
  private static final int CHECK_VALUE = 3;
  private static final int KEYS = 3;

  private final byte[] data;
  private final Scp03Session session;
  private int at;

  private KeyData(byte[] data, Scp03Session session) {
    this.data = data;
    this.session = session;
  }

  private byte[][] keys = {};
  private int version;

  /** Reads and checks all of it; {@code 6A80} before anything has changed. */
  static KeyData parse(byte[] data, Scp03Session session) {
    KeyData read = new KeyData(data, session);
    read.version = read.next();
    byte[][] keys = new byte[KEYS][];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = read.key();
    }
    boolean whole = read.at == data.length && read.version >= 0x01 && read.version <= 0x7F;
    boolean alike = keys[0].length == keys[1].length && keys[1].length == keys[2].length;
    ByteArrays.require(whole && alike, ISO7816.SW_WRONG_DATA);
    read.keys = keys;
    return read;
  }

  KeySet keySet() {
    return new KeySet(version, keys[0], keys[1], keys[2]);
  }

  /** The response: key version number and the three check values. */
  byte[] confirmation() {
    return ByteArrays.concat(
        ByteArrays.of(version),
        CardCrypto.keyCheckValue(keys[0]),
        CardCrypto.keyCheckValue(keys[1]),
        CardCrypto.keyCheckValue(keys[2]));
  }

  private byte[] key() {
    ByteArrays.require(next() == AES, ISO7816.SW_WRONG_DATA);
    int length = next();
    boolean clearLength = length % CardCrypto.AES_BLOCK == 1;
    int size = clearLength ? next() : length;
    byte[] padded = session.decryptWithDek(take(clearLength ? length - 1 : length));
    boolean known = size == 16 || size == 24 || size == 32;
    ByteArrays.require(known && size <= padded.length, ISO7816.SW_WRONG_DATA);
    byte[] key = Arrays.copyOf(padded, size);
    ByteArrays.require(next() == CHECK_VALUE, ISO7816.SW_WRONG_DATA);
    ByteArrays.require(
        CardCrypto.same(take(CHECK_VALUE), CardCrypto.keyCheckValue(key)), ISO7816.SW_WRONG_DATA);
    return key;
  }

  private int next() {
    return take(1)[0] & 0xFF;
  }

  private byte[] take(int length) {
    ByteArrays.require(at + length <= data.length, ISO7816.SW_WRONG_DATA);
    at += length;
    return Arrays.copyOfRange(data, at - length, at);
  }
}
