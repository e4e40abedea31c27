package org.countersign.personalization.access;

import org.countersign.apdu.Chip;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.Secret;

/**
 * External authentication with a symmetric key (ISO/IEC 7816-4, 11.5.4): GET CHALLENGE, then
 * EXTERNAL AUTHENTICATE with the challenge encrypted in ECB.
 *
 * <p>After one refusal this object never tries again on its chip, whatever key it is given.
 */
public final class ExternalAuthentication {

  /** Cipher of the key. */
  public enum Algorithm {
    /** AES-128, -192 or -256 over a challenge of 16 bytes. */
    AES,
    /** Triple DES with a key of 16 or 24 bytes over a challenge of 8 bytes. */
    TDES
  }

  public ExternalAuthentication(Chip chip) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Authenticates with one key.
   *
   * @param keyReference P2 of EXTERNAL AUTHENTICATE
   * @throws AccessRefused if the chip refuses; a try may be spent
   * @throws DeviceException if no answer came; a try may be spent if the effect is unknown
   */
  public void authenticate(int keyReference, Algorithm algorithm, Secret key)
      throws DeviceException, AccessRefused {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
