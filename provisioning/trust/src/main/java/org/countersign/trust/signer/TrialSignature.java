package org.countersign.trust.signer;

import java.security.GeneralSecurityException;
import org.countersign.trust.asn1.SuiteKey;

/** Asks a signer for a signature that nobody needs, to see whether its key answers. */
public final class TrialSignature {

  private TrialSignature() {}

  /**
   * Signs and verifies with the signer's certificate. May take as long as the token does.
   *
   * @return whether the key is the certificate's
   */
  public static boolean verifies(Signer signer, byte[] trial)
      throws SignerException, GeneralSecurityException {
    return SuiteKey.of(signer.certificate()).verifies(trial, signer.sign(trial));
  }
}
