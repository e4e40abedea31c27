package org.countersign.personalization.access;

import java.util.Arrays;
import org.countersign.personalization.keys.Secret;

/** Derivation of two-key 3DES keys (ICAO 9303-11, 9.7.1.1): SHA-1(seed | counter), parity set. */
final class AccessKeys {

  static final int ENC = 1;
  static final int MAC = 2;

  private static final int SIZE = 16;

  private AccessKeys() {}

  /** A key of 16 bytes. */
  static Secret derive(byte[] seed, int counter) {
    byte[] input = Arrays.copyOf(seed, seed.length + 4);
    input[input.length - 1] = (byte) counter;
    byte[] key = Arrays.copyOf(MrzKey.sha1(input), SIZE);
    for (int i = 0; i < SIZE; i++) {
      int upper = key[i] & 0xFE;
      key[i] = (byte) (upper | (Integer.bitCount(upper) + 1) % 2);
    }
    try {
      return Secret.of(key);
    } finally {
      Arrays.fill(input, (byte) 0);
      Arrays.fill(key, (byte) 0);
    }
  }
}
