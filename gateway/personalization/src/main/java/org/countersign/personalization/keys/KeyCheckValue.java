package org.countersign.personalization.keys;

import org.countersign.apdu.Bytes;

/** Key check values: the first three bytes of a known block under the key. May be shown. */
public final class KeyCheckValue {

  private KeyCheckValue() {}

  /**
   * Of an AES key: AES-ECB(K, 01 x 16) (GP Amendment D, 7.2).
   *
   * @param key 16, 24 or 32 bytes
   */
  public static Bytes ofAes(Secret key) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Of a triple DES key: 3DES-ECB(K, 00 x 8) (GP Card Specification 2.3.1, B.5).
   *
   * @param key 16 or 24 bytes
   */
  public static Bytes ofTdes(Secret key) {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
