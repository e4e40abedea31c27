package org.countersign.personalization.keys;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Triple DES in ECB, for check values and diversification of older schemes. */
final class TripleDes {

  private TripleDes() {}

  /**
   * Encrypts whole blocks.
   *
   * @param key 16 bytes (K1 K2, K3 = K1) or 24
   * @throws IllegalArgumentException for any other size
   */
  static byte[] encrypt(Secret key, byte[] blocks) {
    byte[] bytes = expanded(key);
    try {
      Cipher cipher = Cipher.getInstance("DESede/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(bytes, "DESede"));
      return cipher.doFinal(blocks);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("triple DES failed in this Java runtime", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static byte[] expanded(Secret key) {
    if (key.size() != 16 && key.size() != 24) {
      throw new IllegalArgumentException("triple DES key of " + key.size() + " bytes; 16 or 24");
    }
    byte[] bytes = key.toArray();
    byte[] all = Arrays.copyOf(bytes, 24);
    if (bytes.length == 16) {
      System.arraycopy(bytes, 0, all, 16, 8);
    }
    Arrays.fill(bytes, (byte) 0);
    return all;
  }
}
