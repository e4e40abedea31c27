package org.countersign.trust.x509;

import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;

/**
 * When a certificate's private key may sign: the certificate's validity, narrowed by the private
 * key usage period (RFC 3280, 4.2.1.4; ICAO 9303-12, 7.1.1), both ends included.
 *
 * @param from first moment
 * @param to last moment
 */
public record SigningPeriod(Instant from, Instant to) {

  private static final String EXTENSION = "2.5.29.16";

  /**
   * Of a certificate.
   *
   * @throws IllegalArgumentException if its private key usage period cannot be read
   */
  public static SigningPeriod of(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    Optional<SigningPeriod> usage = privateKeyUsage(certificate);
    return usage
        .map(u -> new SigningPeriod(later(from, u.from), u.to.isBefore(to) ? u.to : to))
        .orElseGet(() -> new SigningPeriod(from, to));
  }

  /**
   * The private key usage period alone; an end that it leaves open is the certificate's.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static Optional<SigningPeriod> privateKeyUsage(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(EXTENSION);
    if (extension == null) {
      return Optional.empty();
    }
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    for (Object part :
        ASN1Sequence.getInstance(ASN1OctetString.getInstance(extension).getOctets())) {
      ASN1TaggedObject time = ASN1TaggedObject.getInstance(part);
      switch (time.getTagNo()) {
        case 0 -> from = instant(time);
        case 1 -> to = instant(time);
        default -> throw new IllegalArgumentException("private key usage period has other parts");
      }
    }
    return Optional.of(new SigningPeriod(from, to));
  }

  private static Instant instant(ASN1TaggedObject time) {
    try {
      return ASN1GeneralizedTime.getInstance(time, false).getDate().toInstant();
    } catch (ParseException e) {
      throw new IllegalArgumentException("private key usage period holds a broken time", e);
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** Whether the key may sign at that moment. */
  public boolean contains(Instant moment) {
    return !moment.isBefore(from) && !moment.isAfter(to);
  }

  /** Why the key may not sign at that moment; empty if it may. */
  public Optional<String> objection(Instant moment) {
    if (moment.isBefore(from)) {
      return Optional.of("may sign from " + from + " on; it is " + moment);
    }
    if (moment.isAfter(to)) {
      return Optional.of("was allowed to sign until " + to + "; it is " + moment);
    }
    return Optional.empty();
  }
}
