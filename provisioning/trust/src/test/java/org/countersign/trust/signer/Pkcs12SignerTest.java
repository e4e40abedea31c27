package org.countersign.trust.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.trust.Specimen;
import org.countersign.trust.asn1.SuiteKey;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.authority.KeyFile;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class Pkcs12SignerTest {

  private static final String PASSWORD = "correct horse";
  private static final byte[] MESSAGE = {1, 2, 3};

  @TempDir Path folder;
  Path keyFile;
  Path passwordFile;

  @BeforeEach
  void files() throws Exception {
    keyFile = folder.resolve("dsc.p12");
    passwordFile = folder.resolve("dsc.password");
    Files.writeString(passwordFile, PASSWORD + "\n");
    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
    write(Specimen.of(SignatureSuite.ICAO_P256).dsc);
  }

  private void write(KeyAndCertificate entry) throws Exception {
    KeyFile.write(keyFile, PASSWORD.toCharArray(), "signer", entry);
  }

  private Pkcs12Signer open(Clock clock) throws SignerException {
    return Pkcs12Signer.open(keyFile, passwordFile, clock);
  }

  private static Clock at(Instant moment) {
    return Clock.fixed(moment, ZoneOffset.UTC);
  }

  @ParameterizedTest
  @EnumSource
  void it_signs_with_every_suite(SignatureSuite suite) throws Exception {
    write(Specimen.of(suite).dsc);
    try (Pkcs12Signer signer = open(Specimen.CLOCK)) {
      byte[] signature = signer.sign(MESSAGE);
      assertThat(signer.suite()).isEqualTo(suite);
      assertThat(SuiteKey.of(signer.certificate()).verifies(MESSAGE, signature)).isTrue();
      assertThat(signer.health().ready()).isTrue();
      assertThat(signer.health().left()).isBetween(Duration.ofDays(89), Duration.ofDays(93));
    }
  }

  @Test
  void a_key_of_another_certificate_is_refused() throws Exception {
    Specimen one = Specimen.of(SignatureSuite.ICAO_P256);
    var other =
        one.csca.issueSigner(
            SigningPurpose.CARD_PROFILES, one.suite, "Other", java.time.Period.ofYears(1));
    write(new KeyAndCertificate(other.key(), one.dsc.certificate()));
    assertThatThrownBy(() -> open(Specimen.CLOCK))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining(keyFile.toString())
        .hasMessageContaining("does not belong to certificate")
        .hasMessageContaining("Specimen DS");
  }

  @Test
  void a_key_of_another_kind_than_the_certificate_is_refused() throws Exception {
    Specimen one = Specimen.of(SignatureSuite.ICAO_P256);
    write(
        new KeyAndCertificate(Specimen.of(SignatureSuite.GM_SM2).dsc.key(), one.dsc.certificate()));
    assertThatThrownBy(() -> open(Specimen.CLOCK)).isInstanceOf(SignerException.class);
  }

  @Test
  void before_its_time_and_after_it_the_certificate_is_refused() {
    assertThatThrownBy(() -> open(at(Specimen.NOW.minusSeconds(1))))
        .hasMessageContaining("may sign from 2026-11-23T08:00:00Z on")
        .hasMessageContaining("Specimen DS");
    assertThatThrownBy(() -> open(at(Instant.parse("2027-02-23T08:00:01Z"))))
        .hasMessageContaining("was allowed to sign until 2027-02-23T08:00:00Z")
        .hasMessageContaining("install a new document signer");
    assertThatThrownBy(() -> open(at(Instant.parse("2040-01-01T00:00:00Z"))))
        .hasMessageContaining("was allowed to sign until");
  }

  @Test
  void an_open_signer_stops_when_its_time_is_over() throws Exception {
    AtomicReference<Instant> time = new AtomicReference<>(Specimen.NOW);
    InstantSource source = time::get;
    try (Pkcs12Signer signer = open(source.withZone(ZoneOffset.UTC))) {
      signer.sign(MESSAGE);
      time.set(Instant.parse("2027-02-23T08:00:01Z"));
      assertThatThrownBy(() -> signer.sign(MESSAGE)).isInstanceOf(SignerException.class);
      assertThat(signer.health().ready()).isFalse();
      assertThat(signer.health().left()).isNegative();
      assertThat(signer.health().detail()).contains("until 2027-02-23T08:00:00Z");
    }
  }

  @Test
  void a_wrong_password_names_both_files_and_no_password() throws Exception {
    Files.writeString(passwordFile, "wrong battery\n");
    assertThatThrownBy(() -> open(Specimen.CLOCK))
        .hasMessageContaining(keyFile.toString())
        .hasMessageContaining(passwordFile.toString())
        .hasMessageNotContaining("battery");
  }

  @Test
  void missing_broken_and_public_files_are_named() throws Exception {
    Path missing = folder.resolve("missing.p12");
    assertThatThrownBy(() -> Pkcs12Signer.open(missing, passwordFile, Specimen.CLOCK))
        .hasMessageContaining(missing + " is not there");
    assertThatThrownBy(() -> Pkcs12Signer.open(keyFile, missing, Specimen.CLOCK))
        .hasMessageContaining("there is no file " + missing);
    Path broken = Files.write(folder.resolve("broken.p12"), new byte[] {0x30, 1, 2});
    assertThatThrownBy(() -> Pkcs12Signer.open(broken, passwordFile, Specimen.CLOCK))
        .hasMessageContaining(broken + " cannot be opened");
    Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> open(Specimen.CLOCK)).hasMessageContaining("chmod 600");
  }

  @Test
  void a_missing_alias_is_named_with_those_that_are_there() {
    assertThatThrownBy(() -> Pkcs12Signer.open(keyFile, passwordFile, "other", Specimen.CLOCK))
        .hasMessageContaining("no key \"other\"")
        .hasMessageContaining("[signer]");
  }

  @Test
  void a_closed_signer_says_so() throws Exception {
    Pkcs12Signer signer = open(Specimen.CLOCK);
    signer.close();
    assertThat(signer.health().ready()).isFalse();
    assertThatThrownBy(() -> signer.sign(MESSAGE)).hasMessageContaining("is closed");
  }
}
