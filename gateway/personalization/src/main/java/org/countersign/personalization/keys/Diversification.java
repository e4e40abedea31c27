package org.countersign.personalization.keys;

/** How a card's key is derived from a master key. */
public enum Diversification {
  /** The master key itself. */
  NONE,
  /** EMV CPS 1.1, 3DES with the last six bytes of the diversification data. */
  EMV,
  /** VISA2: 3DES with bytes 0, 1 and 4 to 7 of the diversification data. */
  VISA2,
  /** GlobalPlatform KDF3: AES-CMAC counter mode over the diversification data (SP 800-108). */
  KDF3;

  /**
   * Derives a card's key.
   *
   * <ul>
   *   <li>EMV, VISA2: 16 or 24 byte master, 16 byte key
   *   <li>KDF3: 16, 24 or 32 byte master, key of the same size: CMAC(K, i | 000000 | key number |
   *       00 | input), i = 1, 2
   * </ul>
   *
   * @param keyNumber 1 ENC, 2 MAC, 3 DEK; 1 to 255
   * @param input key diversification data; EMV and VISA2 take its 10 bytes of INITIALIZE UPDATE
   * @throws IllegalArgumentException if master or input have a wrong size
   */
  public Secret derive(Secret master, int keyNumber, org.countersign.apdu.Bytes input) {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
