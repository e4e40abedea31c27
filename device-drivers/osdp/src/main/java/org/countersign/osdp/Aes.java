package org.countersign.osdp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-128 with one key (FIPS 197). The key is never shown. */
final class Aes {

  static final int BLOCK = 16;

  private final SecretKeySpec key;

  /**
   * With a key.
   *
   * @param key 16 bytes
   */
  Aes(byte[] key) {
    if (key.length != BLOCK) {
      throw new IllegalArgumentException("an AES-128 key has 16 bytes, not " + key.length);
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  /** One block. */
  byte[] encipher(byte[] block) {
    return run(Cipher.ENCRYPT_MODE, new byte[BLOCK], Arrays.copyOf(block, BLOCK));
  }

  /** Whole blocks in CBC mode. */
  byte[] encipher(byte[] chain, byte[] blocks) {
    return run(Cipher.ENCRYPT_MODE, chain, blocks);
  }

  /** Whole blocks in CBC mode. */
  byte[] decipher(byte[] chain, byte[] blocks) {
    return run(Cipher.DECRYPT_MODE, chain, blocks);
  }

  private byte[] run(int mode, byte[] chain, byte[] blocks) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(mode, key, new IvParameterSpec(chain));
      return cipher.doFinal(blocks);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES-128 in CBC mode", e);
    }
  }

  @Override
  public String toString() {
    return "AES-128 key";
  }
}
