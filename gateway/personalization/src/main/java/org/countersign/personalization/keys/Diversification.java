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
  KDF3
}
