package org.countersign.trust.bundle;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extensions;
import org.countersign.trust.asn1.CertificateTimes;
import org.countersign.trust.asn1.DerShape;
import org.countersign.trust.asn1.Refusal;
import org.countersign.trust.asn1.SignedContent;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.asn1.TrustAnchor;
import org.countersign.trust.bundle.SignatureRefused.Reason;
import org.countersign.trust.x509.Certificates;

/**
 * Verifies detached signatures. Taken is who is pinned: either the signer's own certificate, or an
 * authority that issued it for the purpose, which its extended key usage says. The certificate must
 * be valid now. Thread-safe.
 */
public final class SignatureVerifier {

  private static final int MAX_SIZE = 0xFFFF;

  private final List<TrustAnchor> authorities = new ArrayList<>();
  private final List<byte[]> signers = new ArrayList<>();
  private final SigningPurpose purpose;
  private final Clock clock;

  /**
   * Trusts these certificates.
   *
   * @param purpose what the signatures are for
   * @param pinned signers and authorities of signers
   * @throws GeneralSecurityException if one cannot be used; the message names it
   */
  public SignatureVerifier(SigningPurpose purpose, Collection<X509Certificate> pinned, Clock clock)
      throws GeneralSecurityException {
    this.purpose = purpose;
    this.clock = clock;
    for (X509Certificate certificate : pinned) {
      if (certificate.getBasicConstraints() >= 0) {
        authorities.add(new TrustAnchor(certificate));
      } else {
        Certificates.suiteOf(certificate);
        signers.add(certificate.getEncoded());
      }
    }
  }

  /**
   * Verifies and tells who signed.
   *
   * @param content the signed bytes
   * @param signature what {@link DetachedSignature} made; empty bytes mean unsigned
   * @return the signer's certificate
   * @throws SignatureRefused if it is unsigned, altered, by someone else, or expired
   */
  public X509Certificate verify(byte[] content, byte[] signature) throws SignatureRefused {
    return verify(content, signature, clock.instant());
  }

  /**
   * The same as it was at a moment: what was taken then stays good when certificates end, and while
   * the clock is wrong.
   *
   * @param at when it was taken
   */
  public X509Certificate verify(byte[] content, byte[] signature, Instant at)
      throws SignatureRefused {
    if (signature.length == 0) {
      throw new SignatureRefused(
          Reason.UNSIGNED, "there is no signature; have the file signed by a pinned signer");
    }
    SignedContent message = read(signature, MAX_SIZE);
    attempt(
        Reason.UNREADABLE,
        () -> {
          Refusal.unless(message.content().isEmpty(), "not a detached signature");
          return message;
        });
    Certificate signer = requireSigned(message, content, at);
    return attempt(Reason.UNREADABLE, () -> Certificates.decode(signer.getEncoded()));
  }

  /**
   * Verifies a message that carries its content.
   *
   * @param message CMS SignedData, of any size
   * @param asSigned whether the signer's certificate need only have been valid when it signed,
   *     which it says itself
   * @return the content
   * @throws SignatureRefused if it is unsigned, altered, by someone else, or expired
   */
  public byte[] open(byte[] message, boolean asSigned) throws SignatureRefused {
    SignedContent signed = read(message, message.length);
    byte[] content =
        attempt(
            Reason.UNREADABLE,
            () -> signed.content().orElseThrow(() -> new Refusal("the content is not inside")));
    Instant at =
        asSigned
            ? attempt(
                Reason.UNREADABLE,
                () -> signed.signingTime().orElseThrow(() -> new Refusal("no signing time")))
            : clock.instant();
    requireSigned(signed, content, at);
    return content;
  }

  private Certificate requireSigned(SignedContent message, byte[] content, Instant at)
      throws SignatureRefused {
    Certificate signer = attempt(Reason.UNREADABLE, message::requireSigner);
    requireUnaltered(message, signer, content);
    requirePinned(signer, at);
    attempt(Reason.EXPIRED, () -> requireValid(signer, at));
    return signer;
  }

  private static SignedContent read(byte[] signature, int longest) throws SignatureRefused {
    return attempt(
        Reason.UNREADABLE,
        () -> {
          Refusal.unless(signature.length <= longest, "longer than " + longest + " bytes");
          DerShape.requireOne(signature);
          SignedContent message = SignedContent.read(signature);
          message.requireVersions(1);
          message.requireDer();
          Refusal.unless(
              CMSObjectIdentifiers.data.equals(message.contentType()), "not a signature over data");
          message.requireAttributesDer();
          message.requireAttributes();
          return message;
        });
  }

  private static void requireUnaltered(SignedContent message, Certificate signer, byte[] content)
      throws SignatureRefused {
    attempt(
        Reason.ALTERED,
        () -> {
          SuiteKey key = SuiteKey.of(signer.getSubjectPublicKeyInfo());
          message.requireAlgorithms(key.suite());
          message.requireSignature(key);
          return message.requireMessageDigest(content);
        });
  }

  private void requirePinned(Certificate signer, Instant at) throws SignatureRefused {
    attempt(
        Reason.WRONG_SIGNER,
        () -> {
          String name = "\"" + signer.getSubject() + "\"";
          if (isPinned(signer)) {
            return name;
          }
          Optional<TrustAnchor> issuer = issuer(signer);
          Refusal.unless(issuer.isPresent(), "signed by " + name + ", which is not pinned");
          Refusal.unless(maySign(signer), name + " was not issued for signing " + purpose.words());
          issuer.orElseThrow().requireValid(at);
          return name;
        });
  }

  private boolean isPinned(Certificate signer) throws IOException {
    byte[] der = signer.getEncoded(ASN1Encoding.DER);
    return signers.stream().anyMatch(pin -> Arrays.equals(pin, der));
  }

  private Optional<TrustAnchor> issuer(Certificate signer)
      throws GeneralSecurityException, IOException {
    for (TrustAnchor authority : authorities) {
      if (authority.named(signer) && authority.issued(signer)) {
        return Optional.of(authority);
      }
    }
    return Optional.empty();
  }

  private boolean maySign(Certificate signer) {
    Extensions extensions = signer.getTBSCertificate().getExtensions();
    ExtendedKeyUsage usage =
        extensions == null ? null : ExtendedKeyUsage.fromExtensions(extensions);
    BasicConstraints basic =
        extensions == null ? null : BasicConstraints.fromExtensions(extensions);
    return usage != null
        && usage.hasKeyPurposeId(purpose.keyPurpose())
        && (basic == null || !basic.isCA());
  }

  private static String requireValid(Certificate signer, Instant at) throws Refusal {
    CertificateTimes.requireValid(signer, at, "the signer");
    return "valid";
  }

  private interface Step<T> {
    T run() throws Exception;
  }

  private static <T> T attempt(Reason reason, Step<T> step) throws SignatureRefused {
    try {
      return step.run();
    } catch (Refusal e) {
      throw new SignatureRefused(reason, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      throw new SignatureRefused(
          reason, "the signature cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }
}
