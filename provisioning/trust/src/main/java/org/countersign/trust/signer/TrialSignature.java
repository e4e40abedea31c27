package org.countersign.trust.signer;

import java.security.GeneralSecurityException;
import org.countersign.trust.asn1.SuiteKey;

/** Asks a signer for a signature that nobody needs, to see whether its key answers. */
final class TrialSignature {

  private TrialSignature() {}

  /**
   * Signs and verifies with the signer's certificate.
   *
   * @return whether the key is the certificate's
   */
  static boolean verifies(Signer signer, byte[] trial) throws SignerException {
    byte[] signature = signer.sign(trial);
    try {
      return SuiteKey.of(signer.certificate()).verifies(trial, signature);
    } catch (GeneralSecurityException e) {
      return false; // Not even of the form that a signature has.
    }
  }
}
