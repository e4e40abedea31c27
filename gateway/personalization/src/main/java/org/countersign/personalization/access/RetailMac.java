package org.countersign.personalization.access;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.countersign.personalization.keys.Secret;

/**
 * ISO/IEC 9797-1 MAC algorithm 3 with DES over whole blocks (ICAO 9303-11, 9.8.6.2). The caller
 * pads. One thread at a time.
 */
final class RetailMac implements AutoCloseable {

  static final int SIZE = 8;

  private static final int BLOCK = TripleDesCbc.BLOCK;

  private final Cipher chain;
  private final Cipher undo;
  private final Cipher redo;

  /** Keys the MAC with 16 bytes. */
  RetailMac(Secret key) {
    byte[] bytes = key.toArray();
    byte[] first = Arrays.copyOf(bytes, BLOCK);
    byte[] second = Arrays.copyOfRange(bytes, BLOCK, 2 * BLOCK);
    this.chain = cipher(Cipher.ENCRYPT_MODE, first);
    this.undo = cipher(Cipher.DECRYPT_MODE, second);
    this.redo = cipher(Cipher.ENCRYPT_MODE, first);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(first, (byte) 0);
    Arrays.fill(second, (byte) 0);
  }

  /** The MAC of the first {@code length} bytes, a multiple of 8. */
  byte[] of(byte[] blocks, int length) {
    try {
      byte[] chained = chain.doFinal(blocks, 0, length);
      return redo.doFinal(undo.doFinal(chained, length - BLOCK, BLOCK));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(length + " bytes; a multiple of 8", e);
    }
  }

  @Override
  public void close() {
    byte[] zeros = new byte[BLOCK];
    init(chain, Cipher.ENCRYPT_MODE, zeros);
    init(undo, Cipher.DECRYPT_MODE, zeros);
    init(redo, Cipher.ENCRYPT_MODE, zeros);
  }

  private static Cipher cipher(int direction, byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance("DES/CBC/NoPadding");
      init(cipher, direction, key);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no DES", e);
    }
  }

  private static void init(Cipher cipher, int direction, byte[] key) {
    try {
      cipher.init(direction, new SecretKeySpec(key, "DES"), TripleDesCbc.ZERO_IV);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("DES cannot be keyed", e);
    }
  }
}
