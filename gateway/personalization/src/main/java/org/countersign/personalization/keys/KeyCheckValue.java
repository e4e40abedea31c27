package org.countersign.personalization.keys;

import java.util.Arrays;
import org.countersign.apdu.Bytes;

/** Key check values: the first three bytes of a known block under the key. May be shown. */
public final class KeyCheckValue {

  /** Bytes of a check value. */
  public static final int SIZE = 3;

  private KeyCheckValue() {}

  /**
   * Of an AES key: AES-ECB(K, 01 x 16) (GP Card Specification 2.3.1, B.6).
   *
   * @param key 16, 24 or 32 bytes
   */
  public static Bytes ofAes(Secret key) {
    byte[] block = new byte[AesCbc.BLOCK];
    Arrays.fill(block, (byte) 0x01);
    try (AesCbc cipher = new AesCbc(key)) {
      cipher.encrypt(block, 0, block.length, block, 0);
    }
    return Bytes.of(block).slice(0, SIZE);
  }

  /**
   * Of a triple DES key: 3DES-ECB(K, 00 x 8) (GP Card Specification 2.3.1, B.5).
   *
   * @param key 16 or 24 bytes
   */
  public static Bytes ofTdes(Secret key) {
    return Bytes.of(TripleDes.encrypt(key, new byte[8])).slice(0, SIZE);
  }
}
