package org.countersign.personalization.scp03;

/**
 * Key information of the answer to INITIALIZE UPDATE (Amendment D, 7.1.1.6 and table 5-1).
 *
 * @param keyVersion key version number of the key set that the card uses
 * @param protocol secure channel protocol, 03
 * @param iParameter options: 01 S16 mode, 10 pseudo-random challenge, 20 R-MAC, 60 R-MAC and R-ENC
 */
public record KeyInformation(int keyVersion, int protocol, int iParameter) {

  /** Whether the card computes its challenge, so that the answer ends with a sequence counter. */
  public boolean pseudoRandomChallenge() {
    return (iParameter & 0x10) != 0;
  }

  /** Whether the card can protect its responses as the level wants it. */
  public boolean supports(SecurityLevel level) {
    boolean mac = (iParameter & 0x20) != 0;
    boolean encryption = (iParameter & 0x60) == 0x60;
    return (mac || !level.protectsResponses()) && (encryption || !level.encryptsResponses());
  }

  @Override
  public String toString() {
    return String.format("key version %02X, SCP%02X, i=%02X", keyVersion, protocol, iParameter);
  }
}
