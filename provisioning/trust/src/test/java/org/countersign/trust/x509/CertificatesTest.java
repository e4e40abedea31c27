package org.countersign.trust.x509;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.countersign.trust.Specimen;
import org.countersign.trust.suite.SignatureSuite;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CertificatesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void what_is_written_as_PEM_is_read_again(SignatureSuite suite) throws Exception {
    Specimen specimen = Specimen.of(suite);
    X509Certificate csca = specimen.csca.certificate();
    Path file = folder.resolve("both.pem");
    Certificates.writePem(file, csca, specimen.dsc.certificate());
    assertThat(Certificates.readPem(file)).containsExactly(csca, specimen.dsc.certificate());
    assertThat(Certificates.suiteOf(csca)).isEqualTo(suite);
  }

  @Test
  void PEM_lines_are_of_64_characters() throws Exception {
    String pem = Certificates.toPem(Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate());
    assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
    assertThat(pem).startsWith("-----BEGIN CERTIFICATE-----\n").endsWith("CERTIFICATE-----\n");
  }

  @Test
  void text_with_line_ends_of_Windows_and_remarks_is_read() throws Exception {
    X509Certificate dsc = Specimen.of(SignatureSuite.GM_SM2).dsc.certificate();
    String pem = "subject: somebody\r\n" + Certificates.toPem(dsc).replace("\n", "\r\n");
    assertThat(Certificates.fromPem(pem)).containsExactly(dsc);
  }

  @Test
  void missing_empty_broken_and_crowded_files_are_named() throws Exception {
    X509Certificate dsc = Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate();
    Path missing = folder.resolve("missing.pem");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    Path broken = folder.resolve("broken.pem");
    Files.writeString(broken, Certificates.toPem(dsc).replace("MI", "AA"));
    Path two = folder.resolve("two.pem");
    Certificates.writePem(two, dsc, dsc);
    for (Path file : new Path[] {missing, empty, broken, two}) {
      assertThatThrownBy(() -> Certificates.readOnePem(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void trailing_bytes_are_no_certificate() throws Exception {
    byte[] der = Specimen.of(SignatureSuite.ICAO_P256).dsc.certificate().getEncoded();
    byte[] longer = Arrays.copyOf(der, der.length + 1);
    assertThatThrownBy(() -> Certificates.decode(longer))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> Certificates.decode(new byte[0]))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
