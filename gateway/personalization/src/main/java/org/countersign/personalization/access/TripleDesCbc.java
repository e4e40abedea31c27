package org.countersign.personalization.access;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.countersign.personalization.keys.Secret;

/**
 * Two-key 3DES in CBC with a zero IV and without padding; ciphers are looked up and keyed once. One
 * thread at a time.
 */
final class TripleDesCbc implements AutoCloseable {

  static final int BLOCK = 8;

  static final IvParameterSpec ZERO_IV = new IvParameterSpec(new byte[BLOCK]);

  private final Cipher encryption;
  private final Cipher decryption;

  /** Keys the ciphers with 16 bytes, or with 24. */
  TripleDesCbc(Secret key) {
    byte[] all = expanded(key);
    this.encryption = cipher(Cipher.ENCRYPT_MODE, all);
    this.decryption = cipher(Cipher.DECRYPT_MODE, all);
    Arrays.fill(all, (byte) 0);
  }

  byte[] encrypt(byte[] blocks) {
    return run(encryption, blocks, 0, blocks.length);
  }

  byte[] decrypt(byte[] bytes, int from, int length) {
    return run(decryption, bytes, from, length);
  }

  @Override
  public void close() {
    byte[] zeros = new byte[24];
    init(encryption, Cipher.ENCRYPT_MODE, zeros);
    init(decryption, Cipher.DECRYPT_MODE, zeros);
  }

  private static byte[] expanded(Secret key) {
    if (key.size() != 16 && key.size() != 24) {
      throw new IllegalArgumentException("triple DES key of " + key.size() + " bytes; 16 or 24");
    }
    byte[] bytes = key.toArray();
    byte[] all = Arrays.copyOf(bytes, 24);
    if (bytes.length == 16) {
      System.arraycopy(bytes, 0, all, 16, BLOCK);
    }
    Arrays.fill(bytes, (byte) 0);
    return all;
  }

  private static Cipher cipher(int direction, byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance("DESede/CBC/NoPadding");
      init(cipher, direction, key);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no triple DES", e);
    }
  }

  private static void init(Cipher cipher, int direction, byte[] key) {
    try {
      cipher.init(direction, new SecretKeySpec(key, "DESede"), ZERO_IV);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("triple DES cannot be keyed", e);
    }
  }

  private static byte[] run(Cipher cipher, byte[] in, int from, int length) {
    try {
      return cipher.doFinal(in, from, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(length + " bytes; a multiple of 8", e);
    }
  }
}
