package org.countersign.trust.audit;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.x509.Certificates;

/** A head with its station's signature. Immutable. */
public final class SignedTreeHead {

  private final TreeHead head;
  private final String signer;
  private final byte[] signature;

  /**
   * A head that was signed before; not verified.
   *
   * @param signer serial number of the signer's certificate, as {@link Certificates#id}
   * @param signature over {@link TreeHead#toSign}; ECDSA in DER
   */
  public SignedTreeHead(TreeHead head, String signer, byte[] signature) {
    this.head = head;
    this.signer = signer;
    this.signature = signature.clone();
  }

  /**
   * Signs a head.
   *
   * @throws SignerException if the key may not sign now, or does not answer
   */
  public static SignedTreeHead sign(TreeHead head, Signer signer) throws SignerException {
    return new SignedTreeHead(
        head, Certificates.id(signer.certificate()), signer.sign(head.toSign()));
  }

  /** What is said. */
  public TreeHead head() {
    return head;
  }

  /** Serial number of the signer's certificate. */
  public String signer() {
    return signer;
  }

  /** The signature alone. */
  public byte[] signature() {
    return signature.clone();
  }

  /** Whether the key of the certificate signed exactly this. */
  public boolean isBy(X509Certificate certificate) {
    try {
      return SuiteKey.of(certificate).verifies(head.toSign(), signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedTreeHead that
        && head.equals(that.head)
        && signer.equals(that.signer)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return head.hashCode();
  }

  @Override
  public String toString() {
    return head + " signed by " + signer;
  }
}
