package org.countersign.trust.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.authority.KeyFile;
import org.countersign.trust.bundle.SignatureRefused.Reason;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DetachedSignatureTest {

  private static final byte[] PROFILE = "{\"id\":\"p\"}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  DemoAuthority demo;
  byte[] signature;

  @BeforeEach
  void sign() throws Exception {
    demo = DemoAuthority.create(SignatureSuite.ICAO_P256, folder, Specimen.CLOCK);
    signature = signWith(demo.profileSignerP12(), demo.profileSignerPassword());
  }

  private static byte[] signWith(Path p12, Path password) throws Exception {
    try (Pkcs12Signer signer = Pkcs12Signer.open(p12, password, Specimen.CLOCK)) {
      return new DetachedSignature(signer, Specimen.CLOCK).sign(PROFILE);
    }
  }

  private static SignatureVerifier pinning(Path... pems) throws Exception {
    return pinningAt(Specimen.NOW, pems);
  }

  private static SignatureVerifier pinningAt(Instant now, Path... pems) throws Exception {
    List<X509Certificate> pinned = new java.util.ArrayList<>();
    for (Path pem : pems) {
      pinned.addAll(Certificates.readPem(pem));
    }
    return new SignatureVerifier(
        SigningPurpose.CARD_PROFILES, pinned, Clock.fixed(now, ZoneOffset.UTC));
  }

  private static void assertRefused(
      SignatureVerifier verifier, byte[] content, byte[] signature, Reason reason) {
    assertThatThrownBy(() -> verifier.verify(content, signature))
        .asInstanceOf(InstanceOfAssertFactories.type(SignatureRefused.class))
        .extracting(SignatureRefused::reason)
        .isEqualTo(reason);
  }

  @Test
  void a_signer_is_taken_by_its_own_certificate_or_its_authoritys() throws Exception {
    X509Certificate signer = Certificates.readOnePem(demo.profileSignerPem());
    assertThat(pinning(demo.profileSignerPem()).verify(PROFILE, signature)).isEqualTo(signer);
    assertThat(pinning(demo.profileCaPem()).verify(PROFILE, signature)).isEqualTo(signer);
  }

  @Test
  void no_signature_is_unsigned() throws Exception {
    assertRefused(pinning(demo.profileCaPem()), PROFILE, new byte[0], Reason.UNSIGNED);
  }

  @Test
  void another_content_is_altered() throws Exception {
    byte[] other = PROFILE.clone();
    other[2] ^= 1;
    assertRefused(pinning(demo.profileCaPem()), other, signature, Reason.ALTERED);
  }

  @Test
  void who_is_not_pinned_is_the_wrong_signer() throws Exception {
    assertRefused(pinning(demo.cscaPem()), PROFILE, signature, Reason.WRONG_SIGNER);
    assertRefused(pinning(), PROFILE, signature, Reason.WRONG_SIGNER);
  }

  @Test
  void a_document_signer_may_not_sign_profiles() throws Exception {
    byte[] byCardKey = signWith(demo.dscP12(), demo.dscPassword());
    assertRefused(pinning(demo.cscaPem()), PROFILE, byCardKey, Reason.WRONG_SIGNER);
  }

  @Test
  void after_its_time_a_signer_is_expired() throws Exception {
    Instant late = Instant.parse("2027-11-23T08:00:01Z");
    assertRefused(pinningAt(late, demo.profileSignerPem()), PROFILE, signature, Reason.EXPIRED);
    assertRefused(pinningAt(late, demo.profileCaPem()), PROFILE, signature, Reason.EXPIRED);
  }

  @Test
  void no_other_signature_bytes_are_taken_and_none_break_the_verifier() throws Exception {
    SignatureVerifier verifier = pinning(demo.profileCaPem());
    Random random = new Random(3);
    for (int round = 0; round < 1000; round++) {
      byte[] mutant = signature.clone();
      mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      byte[] cut = Arrays.copyOf(mutant, random.nextInt(mutant.length) + 1);
      for (byte[] bytes : List.of(mutant, cut)) {
        assertThatThrownBy(() -> verifier.verify(PROFILE, bytes))
            .as("round %d", round)
            .isInstanceOf(SignatureRefused.class);
      }
    }
  }

  @Test
  void a_signature_for_drivers_is_none_for_profiles_and_the_other_way() throws Exception {
    CountrySigningAuthority authority =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256).named("Driver CA"), Specimen.CLOCK);
    KeyAndCertificate vendor =
        authority.issueSigner(
            SigningPurpose.DRIVERS, SignatureSuite.ICAO_P256, "ACME", Period.ofYears(1));
    Path p12 = folder.resolve("acme.p12");
    Path password = folder.resolve("acme.password");
    Files.copy(demo.profileSignerPassword(), password, StandardCopyOption.COPY_ATTRIBUTES);
    KeyFile.write(p12, Files.readString(password).strip().toCharArray(), "signer", vendor);
    byte[] driverSignature = signWith(p12, password);
    List<X509Certificate> anchors =
        List.of(authority.certificate(), Certificates.readOnePem(demo.profileCaPem()));
    SignatureVerifier drivers =
        new SignatureVerifier(SigningPurpose.DRIVERS, anchors, Specimen.CLOCK);
    SignatureVerifier profiles =
        new SignatureVerifier(SigningPurpose.CARD_PROFILES, anchors, Specimen.CLOCK);

    assertThat(drivers.verify(PROFILE, driverSignature)).isEqualTo(vendor.certificate());
    assertRefused(profiles, PROFILE, driverSignature, Reason.WRONG_SIGNER);
    assertRefused(drivers, PROFILE, signature, Reason.WRONG_SIGNER);
  }
}
