package org.countersign.trust.bundle;

import java.security.GeneralSecurityException;
import java.time.Clock;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;

/**
 * Signs files apart from their content: CMS SignedData in DER without the content (RFC 5652, 5.2),
 * by custom in a file of the same name and {@code .p7s}. Thread-safe.
 */
public final class DetachedSignature {

  private final Signer signer;
  private final SignedMessage message;
  private final Clock clock;

  /**
   * Signs with a signer.
   *
   * @throws SignerException if its certificate cannot be used
   */
  public DetachedSignature(Signer signer, Clock clock) throws SignerException {
    this.signer = signer;
    this.clock = clock;
    try {
      message = new SignedMessage(signer.suite(), signer.certificate());
    } catch (GeneralSecurityException e) {
      throw new SignerException("certificate of " + signer.place() + " cannot be used", e);
    }
  }

  /**
   * The signature over a content.
   *
   * @throws SignerException if the key may not sign now, or does not answer
   */
  public byte[] sign(byte[] content) throws SignerException {
    return message.detached(CMSObjectIdentifiers.data, content, clock.instant(), signer::sign);
  }
}
