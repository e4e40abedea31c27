package org.countersign.trust.authority;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.suite.SignatureSuite;

/** Keys on P-256 that a station makes itself, with certificates that it signs itself. */
final class SelfSigned {

  private static final int YEARS = 10;

  /** Says in a certificate what its key is for. */
  @FunctionalInterface
  interface Use {
    CertificateDraft in(CertificateDraft draft) throws IOException;
  }

  private SelfSigned() {}

  /**
   * A new key and its certificate of ten years.
   *
   * @param station its id, which becomes the subject's commonName
   */
  static KeyAndCertificate key(String station, Clock clock, Use use)
      throws GeneralSecurityException, IOException {
    SignatureSuite suite = SignatureSuite.ICAO_P256;
    KeyPair pair = SuiteKey.generate(suite);
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    X500Name name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, station).build();
    Instant from = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant to =
        LocalDateTime.ofInstant(from, ZoneOffset.UTC).plusYears(YEARS).toInstant(ZoneOffset.UTC);
    return new KeyAndCertificate(
        pair.getPrivate(),
        use.in(new CertificateDraft(name, name, from, to, key).keyIds(key))
            .sign(suite, pair.getPrivate()));
  }
}
