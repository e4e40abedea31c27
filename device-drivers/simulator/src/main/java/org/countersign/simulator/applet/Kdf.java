package org.countersign.simulator.applet;

import java.util.Arrays;

/** Key derivation with AES-CMAC in counter mode (SP 800-108, 5.1), as GlobalPlatform uses it. */
public final class Kdf {

  private static final int LABEL = 11;

  private Kdf() {}

  /**
   * Session keys and cryptograms of SCP03 (GPC Amendment D, 4.1.5).
   *
   * <pre>
   * block n = CMAC(key, 11 x 00 | constant | 00 | bits, 2 bytes | n | context)
   * </pre>
   */
  static byte[] scp03(byte[] key, int constant, byte[] context, int size) {
    byte[] head = new byte[LABEL + 4];
    head[LABEL] = (byte) constant;
    // L in bits, two bytes
    head[LABEL + 2] = (byte) (size >> 5);
    head[LABEL + 3] = (byte) (size * 8);
    byte[] both =
        ByteArrays.concat(
            CardCrypto.cmac(key, head, ByteArrays.of(1), context),
            size > CardCrypto.AES_BLOCK
                ? CardCrypto.cmac(key, head, ByteArrays.of(2), context)
                : ByteArrays.EMPTY);
    return Arrays.copyOf(both, size);
  }

  /**
   * A chip's own key from a master key ("KDF3").
   *
   * <pre>
   * block n = CMAC(master, n | 00 00 00 | number of the key | 00 | diversification data)
   * </pre>
   */
  public static byte[] kdf3(byte[] master, int keyNumber, byte[] data, int size) {
    byte[] tail = ByteArrays.concat(ByteArrays.of(0, 0, 0, keyNumber, 0), data);
    byte[] both =
        ByteArrays.concat(
            CardCrypto.cmac(master, ByteArrays.of(1), tail),
            CardCrypto.cmac(master, ByteArrays.of(2), tail));
    return Arrays.copyOf(both, size);
  }
}
