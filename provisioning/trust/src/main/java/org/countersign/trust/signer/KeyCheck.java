package org.countersign.trust.signer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.countersign.trust.asn1.SignedMessage;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.x509.Certificates;
import org.countersign.trust.x509.SigningPeriod;

/** What every signer checks of its certificate: suite, time, and that the key belongs to it. */
final class KeyCheck {

  private static final byte[] PROBE =
      "countersign: is this the certificate's key?".getBytes(StandardCharsets.US_ASCII);

  private final String place;
  private final X509Certificate certificate;
  private final SuiteKey key;
  private final SigningPeriod period;
  private final Clock clock;

  KeyCheck(String place, X509Certificate certificate, Clock clock) throws SignerException {
    this.place = place;
    this.certificate = certificate;
    this.clock = clock;
    try {
      key = SuiteKey.of(certificate);
      period = SigningPeriod.of(certificate);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SignerException(
          "certificate " + name() + " of " + place + " cannot sign cards: " + e.getMessage(), e);
    }
  }

  SuiteKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  SigningPeriod period() {
    return period;
  }

  String place() {
    return place;
  }

  /** Subject and serial number: public, and what an operator finds in the authority's records. */
  private String name() {
    return "\""
        + certificate.getSubjectX500Principal()
        + "\" ("
        + Certificates.id(certificate)
        + ")";
  }

  void requirePeriod() throws SignerException {
    Optional<String> objection = period.objection(clock.instant());
    if (objection.isPresent()) {
      throw new SignerException(
          "certificate "
              + name()
              + " of "
              + place
              + " "
              + objection.get()
              + "; install a new document signer, or set this machine's clock");
    }
  }

  /** Signs a probe and verifies it with the certificate. */
  void requireKeyMatches(SignedMessage.Signing<SignerException> signing) throws SignerException {
    if (!verifies(PROBE, signing.sign(PROBE))) {
      throw new SignerException(
          "the key in "
              + place
              + " does not belong to certificate "
              + name()
              + "; install the certificate that was issued for this key");
    }
  }

  boolean verifies(byte[] message, byte[] signature) {
    try {
      return key.verifies(message, signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  SignerHealth health(Optional<String> trouble) {
    Instant now = clock.instant();
    Duration left = Duration.between(now, period.to());
    return trouble
        .or(() -> period.objection(now).map(o -> "certificate " + name() + " " + o))
        .map(why -> new SignerHealth(false, why, left))
        .orElseGet(() -> new SignerHealth(true, "may sign until " + period.to(), left));
  }
}
