package org.countersign.personalization.scp03;

import java.util.Arrays;
import org.countersign.personalization.keys.AesCmac;
import org.countersign.personalization.keys.Secret;

/**
 * Data derivation of Amendment D, 4.1.5 (SP 800-108 in counter mode over AES-CMAC).
 *
 * <pre>
 * label (11 x 00, constant) | 00 | L in bits (2) | i = 01, 02 | context
 * </pre>
 */
final class Derivation {

  static final int CARD_CRYPTOGRAM = 0x00;
  static final int HOST_CRYPTOGRAM = 0x01;
  static final int CARD_CHALLENGE = 0x02;
  static final int S_ENC = 0x04;
  static final int S_MAC = 0x06;
  static final int S_RMAC = 0x07;

  private static final byte[] LABEL = new byte[11];

  private Derivation() {}

  /** Derives the given number of bytes, 8 to 32. */
  static byte[] derive(Secret key, int constant, int size, byte[] context) {
    byte[] derived = new byte[size];
    byte[] block = new byte[AesCmac.SIZE];
    try (AesCmac cmac = new AesCmac(key)) {
      for (int done = 0, i = 1; done < size; done += AesCmac.SIZE, i++) {
        cmac.add(LABEL).add(constant).add(0).add((size * 8) >> 8).add(size * 8).add(i).add(context);
        cmac.finish(block, 0);
        System.arraycopy(block, 0, derived, done, Math.min(AesCmac.SIZE, size - done));
      }
    }
    Arrays.fill(block, (byte) 0);
    return derived;
  }

  /** Derives a key of the size of its base key. */
  static Secret key(Secret base, int constant, byte[] context) {
    byte[] derived = derive(base, constant, base.size(), context);
    try {
      return Secret.of(derived);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }
}
