package org.countersign.trust.asn1;

import java.time.Instant;
import org.bouncycastle.asn1.x509.Certificate;

/** Validity of certificates. */
public final class CertificateTimes {

  private CertificateTimes() {}

  /** Refuses unless the certificate is valid at that moment, both ends included. */
  public static void requireValid(Certificate certificate, Instant moment, String whose)
      throws Refusal {
    Instant from = certificate.getStartDate().getDate().toInstant();
    Instant to = certificate.getEndDate().getDate().toInstant();
    Refusal.unless(
        !moment.isBefore(from) && !moment.isAfter(to),
        whose + "'s certificate is valid from " + from + " to " + to + ", not at " + moment);
  }
}
