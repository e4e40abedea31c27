package org.countersign.personalization.keys;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES in CBC with a zero IV and without padding, for many messages under one key: the cipher is
 * looked up and keyed once. One thread at a time.
 *
 * <p>Another IV is had without keying again: exclusive-or it into the first block before
 * encryption, or after decryption. With one block it is ECB.
 */
public final class AesCbc implements AutoCloseable {

  /** Bytes of a block. */
  public static final int BLOCK = 16;

  private static final IvParameterSpec ZERO_IV = new IvParameterSpec(new byte[BLOCK]);

  private final SecretKeySpec key;
  private final Cipher encryption;
  private @Nullable Cipher decryption;

  /**
   * Keys the cipher.
   *
   * @param key 16, 24 or 32 bytes
   * @throws IllegalArgumentException for any other size
   */
  public AesCbc(Secret key) {
    if (key.size() != 16 && key.size() != 24 && key.size() != 32) {
      throw new IllegalArgumentException("AES key of " + key.size() + " bytes; 16, 24 or 32");
    }
    byte[] bytes = key.toArray();
    this.key = new SecretKeySpec(bytes, "AES");
    Arrays.fill(bytes, (byte) 0);
    this.encryption = cipher(Cipher.ENCRYPT_MODE);
  }

  /** Encrypts {@code length} bytes, a multiple of 16; the two arrays may be the same. */
  public void encrypt(byte[] in, int from, int length, byte[] out, int at) {
    run(encryption, in, from, length, out, at);
  }

  /** Decrypts {@code length} bytes, a multiple of 16; the two arrays may be the same. */
  public void decrypt(byte[] in, int from, int length, byte[] out, int at) {
    Cipher cipher = decryption;
    if (cipher == null) {
      cipher = cipher(Cipher.DECRYPT_MODE);
      decryption = cipher;
    }
    run(cipher, in, from, length, out, at);
  }

  /** Forgets the key: the ciphers are keyed with zeros, as far as the provider lets us see. */
  @Override
  public void close() {
    SecretKeySpec zeros = new SecretKeySpec(new byte[BLOCK], "AES");
    init(encryption, Cipher.ENCRYPT_MODE, zeros);
    if (decryption != null) {
      init(decryption, Cipher.DECRYPT_MODE, zeros);
    }
  }

  private Cipher cipher(int direction) {
    try {
      return init(Cipher.getInstance("AES/CBC/NoPadding"), direction, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES/CBC", e);
    }
  }

  private static Cipher init(Cipher cipher, int direction, SecretKeySpec key) {
    try {
      cipher.init(direction, key, ZERO_IV);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES/CBC cannot be keyed", e);
    }
  }

  private static void run(Cipher cipher, byte[] in, int from, int length, byte[] out, int at) {
    try {
      // doFinal puts the cipher back to its key and zero IV, so the next message needs no init.
      cipher.doFinal(in, from, length, out, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(length + " bytes; a multiple of 16 that fits", e);
    }
  }
}
