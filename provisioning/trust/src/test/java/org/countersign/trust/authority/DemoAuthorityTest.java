package org.countersign.trust.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.countersign.trust.Specimen;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DemoAuthorityTest {

  @TempDir Path folder;

  private DemoAuthority create() throws Exception {
    return DemoAuthority.create(SignatureSuite.GM_SM2, folder.resolve("trust"), Specimen.CLOCK);
  }

  @Test
  void the_folder_holds_everything_and_secrets_are_the_owners_alone() throws Exception {
    DemoAuthority demo = create();
    for (Path secret :
        List.of(
            demo.dscP12(),
            demo.dscPassword(),
            demo.profileSignerP12(),
            demo.profileSignerPassword())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
          .isEqualTo("rw-------");
    }
    for (Path pem :
        List.of(demo.cscaPem(), demo.dscPem(), demo.profileCaPem(), demo.profileSignerPem())) {
      assertThat(Certificates.readPem(pem)).hasSize(1);
    }
  }

  @Test
  void each_time_keys_and_passwords_are_new() throws Exception {
    DemoAuthority demo = create();
    String password = Files.readString(demo.dscPassword());
    var certificate = Certificates.readOnePem(demo.dscPem());
    create();
    assertThat(Files.readString(demo.dscPassword())).isNotEqualTo(password);
    assertThat(Certificates.readOnePem(demo.dscPem())).isNotEqualTo(certificate);
  }
}
