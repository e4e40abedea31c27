package org.countersign.osdp;

import java.util.Arrays;

/**
 * Keys of one session and what both sides prove with them (SIA OSDP v2.2, Annex D).
 *
 * @param enc S-ENC, ciphers data and makes the cryptograms
 * @param mac1 S-MAC1, for all blocks of a MAC but the last
 * @param mac2 S-MAC2, for the last
 */
record SessionKeys(Aes enc, Aes mac1, Aes mac2) {

  static final int CHALLENGE = 8;

  /**
   * Derives them.
   *
   * @param challenge RND.A, the control panel's 8 bytes, of which the first 6 count
   */
  static SessionKeys of(Aes base, byte[] challenge) {
    return new SessionKeys(
        derive(base, 0x82, challenge),
        derive(base, 0x01, challenge),
        derive(base, 0x02, challenge));
  }

  private static Aes derive(Aes base, int purpose, byte[] challenge) {
    byte[] block = new byte[Aes.BLOCK];
    block[0] = 0x01;
    block[1] = (byte) purpose;
    System.arraycopy(challenge, 0, block, 2, 6);
    return new Aes(base.encipher(block));
  }

  /** What the reader proves itself with: RND.A, RND.B under S-ENC. */
  byte[] clientCryptogram(byte[] challenge, byte[] readersChallenge) {
    return enc.encipher(joined(challenge, readersChallenge));
  }

  /** What the control panel proves itself with: RND.B, RND.A under S-ENC. */
  byte[] serverCryptogram(byte[] challenge, byte[] readersChallenge) {
    return enc.encipher(joined(readersChallenge, challenge));
  }

  /** The reply MAC that the chain begins with. */
  byte[] initialMac(byte[] serverCryptogram) {
    return mac2.encipher(mac1.encipher(serverCryptogram));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, 2 * CHALLENGE);
    System.arraycopy(second, 0, both, CHALLENGE, CHALLENGE);
    return both;
  }

  /** Not the keys. */
  @Override
  public String toString() {
    return "session keys";
  }
}
