package org.countersign.trust.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.countersign.trust.Specimen;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.GrantAuthority;
import org.countersign.trust.bundle.SignatureRefused;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GrantJsonTest {

  private static final Grant GRANT =
      new Grant(
          2,
          "st-1",
          1,
          List.of(new Grant.Serials("CS", 1, 50), new Grant.Serials("CS", 60, 70)),
          List.of(new Grant.Product("residence-permit", "ab".repeat(32))),
          40,
          Instant.parse("2026-11-20T00:00:00Z"),
          Instant.parse("2026-12-20T00:00:00Z"),
          Optional.of("cd".repeat(32)),
          new Grant.Head(7, TreeHash.leaf(new byte[] {7})));

  @TempDir Path folder;

  private static String json() {
    return new String(GrantJson.write(GRANT), StandardCharsets.UTF_8);
  }

  private static Grant read(String json) throws IOException {
    return GrantJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void what_is_written_is_read_as_it_was() throws IOException {
    assertThat(read(json())).isEqualTo(GRANT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"number\" : 2      | \"number\" : 0       | number is 1 or more",
        "\"number\" : 2      | \"number\" : 2.5     | number is no whole number",
        "\"number\" : 2      | \"number\" : 1e999   | number is no whole number",
        "\"station\" : \"st-1\" | \"station\" : \"a b\" | station's id",
        "\"epoch\" : 1       | \"epoch\" : 0        | epoch is 1 or more",
        "\"epoch\" : 1       | \"epoch\" : 1, \"x\" : 1 | a field that is not known",
        "\"maxCards\" : 40,  | ''                   | has no maxCards",
        "\"maxCards\" : 40   | \"maxCards\" : -1    | not negative",
        "\"first\" : 60      | \"first\" : 50       | rise and do not overlap",
        "\"first\" : 60      | \"first\" : 71       | not lower",
        "2026-12-20          | 2026-11-01           | ends after it begins",
        "2026-12-20T         | 2026-12-20 T         | cannot be taken",
        "\"size\" : 7        | \"size\" : 0         | no records have another root",
        "\"prefix\" : \"CS\" | \"prefix\" : \"cs\"  | prefix",
        "grant/1             | grant/9              | format",
      })
  void what_cannot_be_meant_is_refused(String right, String wrong, String words) {
    String bad = json().replaceFirst(java.util.regex.Pattern.quote(right), wrong);
    assertThat(bad).isNotEqualTo(json());
    assertThatThrownBy(() -> read(bad)).isInstanceOf(IOException.class).hasMessageContaining(words);
  }

  @Test
  void twice_the_same_field_and_anything_behind_the_end_are_refused() {
    assertThatThrownBy(() -> read(json().replace("\"epoch\" : 1", "\"epoch\" : 1, \"epoch\" : 1")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(json() + " 1")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(json() + " ".repeat(GrantJson.LARGEST)))
        .hasMessageContaining("longer than");
  }

  @Test
  void a_grant_is_signed_by_whom_the_grant_authority_certified_and_nobody_else() throws Exception {
    DemoAuthority demo =
        DemoAuthority.create(SignatureSuite.ICAO_P256, folder.resolve("trust"), Specimen.CLOCK);
    SignatureVerifier verifier =
        new SignatureVerifier(
            SigningPurpose.GRANTS,
            List.of(
                Certificates.readOnePem(demo.grantCaPem()),
                Certificates.readOnePem(demo.profileCaPem())),
            Specimen.CLOCK);
    Path file = folder.resolve("grant.json");
    try (Pkcs12Signer signer =
            Pkcs12Signer.open(demo.grantSignerP12(), demo.grantSignerPassword(), Specimen.CLOCK);
        Pkcs12Signer other =
            Pkcs12Signer.open(
                demo.profileSignerP12(), demo.profileSignerPassword(), Specimen.CLOCK)) {
      GrantAuthority.write(new GrantAuthority(signer, Specimen.CLOCK).sign(GRANT), file);
      SignedGrant read = SignedGrant.read(file);
      verifier.verify(read.json(), read.signature());
      assertThat(GrantJson.read(read.json())).isEqualTo(GRANT);

      SignedGrant foreign = new GrantAuthority(other, Specimen.CLOCK).sign(GRANT);
      assertThatThrownBy(() -> verifier.verify(foreign.json(), foreign.signature()))
          .isInstanceOf(SignatureRefused.class)
          .hasMessageContaining("was not issued for signing grants to issue cards");
    }
    Files.delete(SignedGrant.signatureOf(file));
    assertThat(SignedGrant.read(file).signature()).isEmpty();
  }
}
