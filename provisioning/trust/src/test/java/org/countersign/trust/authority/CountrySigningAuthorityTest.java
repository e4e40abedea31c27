package org.countersign.trust.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.countersign.trust.Specimen;
import org.countersign.trust.asn1.BouncyCastle;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.countersign.trust.x509.SigningPeriod;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The profile of ICAO 9303-12, 7.1.1, read back through the JDK's interfaces. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CountrySigningAuthorityTest {

  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String PRIVATE_KEY_USAGE = "2.5.29.16";
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String ISSUER_ALT_NAME = "2.5.29.18";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String CRL_NUMBER = "2.5.29.20";
  private static final String CRL_POINTS = "2.5.29.31";
  private static final String AUTHORITY_KEY_ID = "2.5.29.35";
  private static final String DOCUMENT_TYPES = "2.23.136.1.1.6.2";

  private static final DocumentSignerTerms CARDS = DocumentSignerTerms.residenceCards("DS");

  @ParameterizedTest
  @EnumSource
  void an_authority_has_the_extensions_of_its_profile(SignatureSuite suite) throws Exception {
    X509Certificate csca = Specimen.of(suite).csca.certificate();
    assertThat(csca.getVersion()).isEqualTo(3);
    assertThat(csca.getCriticalExtensionOIDs()).isEqualTo(Set.of(KEY_USAGE, BASIC_CONSTRAINTS));
    assertThat(csca.getNonCriticalExtensionOIDs())
        .isEqualTo(
            Set.of(
                SUBJECT_KEY_ID,
                AUTHORITY_KEY_ID,
                PRIVATE_KEY_USAGE,
                SUBJECT_ALT_NAME,
                ISSUER_ALT_NAME,
                CRL_POINTS));
    assertThat(csca.getBasicConstraints()).isZero();
    assertThat(csca.getKeyUsage()[5]).as("keyCertSign").isTrue();
    assertThat(csca.getKeyUsage()[6]).as("cRLSign").isTrue();
    assertThat(csca.getExtensionValue(SUBJECT_ALT_NAME))
        .isEqualTo(csca.getExtensionValue(ISSUER_ALT_NAME));
    csca.verify(csca.getPublicKey(), BouncyCastle.PROVIDER);
  }

  @ParameterizedTest
  @EnumSource
  void a_document_signer_has_the_extensions_of_its_profile(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    X509Certificate dsc = specimen.dsc.certificate();
    assertThat(dsc.getCriticalExtensionOIDs()).isEqualTo(Set.of(KEY_USAGE));
    assertThat(dsc.getNonCriticalExtensionOIDs())
        .isEqualTo(
            Set.of(
                SUBJECT_KEY_ID,
                AUTHORITY_KEY_ID,
                PRIVATE_KEY_USAGE,
                SUBJECT_ALT_NAME,
                ISSUER_ALT_NAME,
                CRL_POINTS,
                DOCUMENT_TYPES));
    assertThat(dsc.getBasicConstraints()).isEqualTo(-1);
    assertThat(dsc.getKeyUsage()).startsWith(true, false, false, false, false, false, false);
    assertThat(dsc.getSerialNumber()).isPositive();
    assertThat(dsc.getSerialNumber().toByteArray()).hasSize(16);
    assertThat(dsc.getSubjectX500Principal().getName()).isEqualTo("CN=Specimen DS,C=UT");
    dsc.verify(specimen.csca.certificate().getPublicKey(), BouncyCastle.PROVIDER);
  }

  @Test
  void it_signs_three_months_and_outlives_the_last_card_by_nothing() {
    X509Certificate dsc = Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate();
    assertThat(SigningPeriod.of(dsc))
        .isEqualTo(new SigningPeriod(Specimen.NOW, Instant.parse("2027-02-23T08:00:00Z")));
    assertThat(dsc.getNotAfter()).isEqualTo(Instant.parse("2037-02-23T08:00:00Z"));
  }

  @Test
  void a_document_signer_for_longer_than_three_months_is_refused() {
    CountrySigningAuthority csca = Specimen.of(SignatureSuite.ICAO_P256).csca;
    DocumentSignerTerms tooLong =
        new DocumentSignerTerms("DS", Period.ofDays(93), Period.ofYears(1), List.of("I"));
    assertThatThrownBy(() -> csca.issueDocumentSigner(SignatureSuite.ICAO_P256, tooLong))
        .hasMessageContaining("three months at most");
  }

  @Test
  void a_document_signer_that_would_outlive_its_authority_is_refused() {
    CountrySigningAuthority csca = Specimen.of(SignatureSuite.ICAO_P256).csca;
    DocumentSignerTerms tooLong =
        new DocumentSignerTerms("DS", Period.ofMonths(3), Period.ofYears(14), List.of("I"));
    assertThatThrownBy(() -> csca.issueDocumentSigner(SignatureSuite.ICAO_P256, tooLong))
        .hasMessageContaining("would outlive");
  }

  @Test
  void an_authority_issues_no_longer_than_its_key_is_in_use() throws Exception {
    AtomicReference<Instant> time = new AtomicReference<>(Specimen.NOW);
    InstantSource source = time::get;
    CountrySigningAuthority csca =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256), source.withZone(ZoneOffset.UTC));
    time.set(Instant.parse("2029-11-23T08:00:01Z"));
    assertThatThrownBy(() -> csca.issueDocumentSigner(SignatureSuite.ICAO_P256, CARDS))
        .hasMessageContaining("make a new authority");
  }

  @Test
  void curves_are_named_unless_terms_say_otherwise() throws Exception {
    AuthorityTerms terms = AuthorityTerms.specimen(SignatureSuite.ICAO_P256);
    CountrySigningAuthority explicit =
        CountrySigningAuthority.create(terms.with(CurveParameters.EXPLICIT), Specimen.CLOCK);
    X509Certificate named = Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate();
    X509Certificate written =
        explicit.issueDocumentSigner(SignatureSuite.ICAO_P256, CARDS).certificate();
    assertThat(parameters(named).isNamedCurve()).isTrue();
    assertThat(parameters(written).isNamedCurve()).isFalse();
    assertThat(Certificates.suiteOf(written)).isEqualTo(SignatureSuite.ICAO_P256);
    CertificateFactory jdk = CertificateFactory.getInstance("X.509");
    assertThat(jdk.generateCertificate(new ByteArrayInputStream(named.getEncoded()))).isNotNull();
    assertThatThrownBy(
            () -> jdk.generateCertificate(new ByteArrayInputStream(written.getEncoded())))
        .as("why named is the default")
        .hasMessageContaining("Only named ECParameters supported");
  }

  private static X962Parameters parameters(X509Certificate certificate) throws Exception {
    return X962Parameters.getInstance(
        Certificate.getInstance(certificate.getEncoded())
            .getSubjectPublicKeyInfo()
            .getAlgorithm()
            .getParameters());
  }

  @ParameterizedTest
  @EnumSource
  void a_revocation_list_is_good_for_ninety_days(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    X509CRL list =
        specimen.csca.revocationList(List.of(specimen.dsc.certificate().getSerialNumber()));
    assertThat(list.isRevoked(specimen.dsc.certificate())).isTrue();
    assertThat(list.getNextUpdate()).isEqualTo(Specimen.NOW.plus(Duration.ofDays(90)));
    assertThat(list.getNonCriticalExtensionOIDs()).isEqualTo(Set.of(AUTHORITY_KEY_ID, CRL_NUMBER));
    list.verify(specimen.csca.certificate().getPublicKey(), BouncyCastle.PROVIDER);
  }

  @Test
  void terms_that_no_certificate_can_carry_are_refused() {
    assertThatThrownBy(
            () -> new DocumentSignerTerms("DS", Period.ofMonths(1), Period.ofYears(1), List.of()))
        .hasMessageContaining("document type");
    assertThatThrownBy(() ->
            new DocumentSignerTerms("DS", Period.ofMonths(1), Period.ofYears(1), List.of("ID3")))
        .hasMessageContaining("ID3");
  }
}
