package org.countersign.trust.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.StationAuditKey;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SignedTreeHeadTest {

  private static final TreeHead HEAD =
      new TreeHead("st-1", 2, 42, Instant.parse("2026-11-23T18:30:00.123Z"), TreeHash.EMPTY);

  @TempDir Path folder;

  private StationAuditKey key() {
    return new StationAuditKey(
        folder.resolve("secrets/audit.p12"),
        folder.resolve("secrets/audit.password"),
        folder.resolve("audit.pem"));
  }

  @Test
  void the_first_start_makes_a_key_and_the_next_one_finds_it() throws Exception {
    X509Certificate first;
    try (Signer signer = key().openOrCreate("st-1", Specimen.CLOCK)) {
      first = signer.certificate();
      assertThat(signer.suite()).isEqualTo(SignatureSuite.ICAO_P256);
    }
    assertThat(first.getSubjectX500Principal().getName()).isEqualTo("CN=st-1");
    assertThat(Certificates.readOnePem(key().certificateFile())).isEqualTo(first);
    for (Path secret : List.of(key().keyFile(), key().passwordFile())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    Files.delete(key().certificateFile());
    try (Signer signer = key().openOrCreate("st-1", Specimen.CLOCK)) {
      assertThat(signer.certificate()).isEqualTo(first);
    }
    assertThat(Certificates.readOnePem(key().certificateFile())).isEqualTo(first);
  }

  @Test
  void a_head_is_verified_with_the_certificate_alone_and_every_word_of_it_is_signed()
      throws Exception {
    try (Signer signer = key().openOrCreate("st-1", Specimen.CLOCK)) {
      SignedTreeHead signed = SignedTreeHead.sign(HEAD, signer);
      X509Certificate certificate = Certificates.readOnePem(key().certificateFile());

      assertThat(signed.isBy(certificate)).isTrue();
      assertThat(signed.signer()).isEqualTo(Certificates.id(certificate));
      TreeHash other = TreeHash.leaf(new byte[0]);
      for (TreeHead altered :
          List.of(
              new TreeHead("st-2", 2, 42, HEAD.time(), HEAD.root()),
              new TreeHead("st-1", 1, 42, HEAD.time(), HEAD.root()),
              new TreeHead("st-1", 2, 41, HEAD.time(), HEAD.root()),
              new TreeHead("st-1", 2, 42, HEAD.time().plusMillis(1), HEAD.root()),
              new TreeHead("st-1", 2, 42, HEAD.time(), other))) {
        assertThat(
                new SignedTreeHead(altered, signed.signer(), signed.signature()).isBy(certificate))
            .as(altered.toString())
            .isFalse();
      }
      assertThat(new SignedTreeHead(HEAD, signed.signer(), new byte[0]).isBy(certificate))
          .isFalse();
    }
  }

  @Test
  void another_stations_certificate_does_not_verify_it() throws Exception {
    StationAuditKey other =
        new StationAuditKey(
            folder.resolve("b.p12"), folder.resolve("b.password"), folder.resolve("b.pem"));
    try (Signer signer = key().openOrCreate("st-1", Specimen.CLOCK);
        Signer foreign = other.openOrCreate("st-1", Specimen.CLOCK)) {
      assertThat(SignedTreeHead.sign(HEAD, signer).isBy(foreign.certificate())).isFalse();
    }
  }
}
