package org.countersign.personalization.keys;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.countersign.apdu.Bytes;

/** How a card's key is derived from a master key. */
public enum Diversification {
  /** The master key itself. */
  NONE {
    @Override
    Secret derived(Secret master, int keyNumber, byte[] input) {
      byte[] key = master.toArray();
      try {
        return Secret.of(key);
      } finally {
        Arrays.fill(key, (byte) 0);
      }
    }
  },
  /** EMV CPS 1.1, 3DES with the last six bytes of the diversification data. */
  EMV {
    @Override
    Secret derived(Secret master, int keyNumber, byte[] input) {
      return twoHalves(master, keyNumber, input, 4, 5, 6, 7, 8, 9);
    }
  },
  /** VISA2: 3DES with bytes 0, 1 and 4 to 7 of the diversification data. */
  VISA2 {
    @Override
    Secret derived(Secret master, int keyNumber, byte[] input) {
      return twoHalves(master, keyNumber, input, 0, 1, 4, 5, 6, 7);
    }
  },
  /** GlobalPlatform KDF3: AES-CMAC counter mode over the diversification data (SP 800-108). */
  KDF3 {
    @Override
    Secret derived(Secret master, int keyNumber, byte[] input) {
      return counterMode(master, keyNumber, input);
    }
  };

  /** Bytes of key diversification data in the answer to INITIALIZE UPDATE. */
  private static final int KDD = 10;

  /**
   * Derives a card's key.
   *
   * <ul>
   *   <li>EMV, VISA2: master of 16 or 24 bytes, key of 16: 3DES-ECB(K, d | F0 | key number | d | 0F
   *       | key number), d six bytes of the input
   *   <li>KDF3: master of 16, 24 or 32 bytes, key of the same size: CMAC(K, i | 000000 | key number
   *       | 00 | input) for i = 01, and 02 where one block is not enough
   * </ul>
   *
   * @param keyNumber 1 ENC, 2 MAC, 3 DEK; 1 to 255
   * @param input EMV and VISA2: the 10 bytes of key diversification data; KDF3: 1 to 64 bytes;
   *     NONE: not looked at
   * @throws IllegalArgumentException if master, number or input do not fit
   */
  public Secret derive(Secret master, int keyNumber, Bytes input) {
    if (keyNumber < 1 || keyNumber > 0xFF) {
      throw new IllegalArgumentException("key number " + keyNumber + "; 1 to 255");
    }
    return derived(master, keyNumber, input.toArray());
  }

  abstract Secret derived(Secret master, int keyNumber, byte[] input);

  private static Secret twoHalves(Secret master, int keyNumber, byte[] input, int... taken) {
    if (input.length != KDD) {
      throw new IllegalArgumentException(
          "diversification data of " + input.length + " bytes; 10 are needed");
    }
    byte[] blocks = new byte[16];
    for (int i = 0; i < taken.length; i++) {
      blocks[i] = input[taken[i]];
      blocks[8 + i] = input[taken[i]];
    }
    blocks[6] = (byte) 0xF0;
    blocks[14] = 0x0F;
    blocks[7] = (byte) keyNumber;
    blocks[15] = (byte) keyNumber;
    return taken(TripleDes.encrypt(master, blocks), 16);
  }

  private static Secret counterMode(Secret master, int keyNumber, byte[] input) {
    if (input.length < 1 || input.length > 64) {
      throw new IllegalArgumentException(
          "diversification data of " + input.length + " bytes; 1 to 64");
    }
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    try (AesCmac cmac = new AesCmac(master)) {
      for (int i = 1; blocks.size() < master.size(); i++) {
        cmac.add(i).add(0).add(0).add(0).add(keyNumber).add(0).add(input);
        blocks.writeBytes(cmac.finish());
      }
    }
    return taken(blocks.toByteArray(), master.size());
  }

  private static Secret taken(byte[] bytes, int size) {
    byte[] key = Arrays.copyOf(bytes, size);
    Arrays.fill(bytes, (byte) 0);
    try {
      return Secret.of(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
