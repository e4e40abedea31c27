package org.countersign.trust.signer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SodSignerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void a_demonstration_authority_signs_cards_that_are_good(SignatureSuite suite) throws Exception {
    DemoAuthority demo = DemoAuthority.create(suite, folder, Specimen.CLOCK);
    try (Signer key = Pkcs12Signer.open(demo.dscP12(), demo.dscPassword(), Specimen.CLOCK)) {
      SodSigner signer = new SodSigner(key, Specimen.CLOCK);
      byte[] sod = signer.sign(Specimen.dataGroups());
      assertThat(sod.length).isLessThanOrEqualTo(signer.maxSize(3));
      assertThat(inspection(demo).verify(sod, Specimen.dataGroups()).summary()).isEqualTo("good");
      assertThat(signer.suite()).isEqualTo(suite);
      assertThat(signer.health().ready()).isTrue();
      assertThat(signer.certificateId())
          .isEqualTo(Certificates.id(Certificates.readOnePem(demo.dscPem())));
    }
  }

  @ParameterizedTest
  @EnumSource
  void many_threads_sign_at_once(SignatureSuite suite) throws Exception {
    DemoAuthority demo = DemoAuthority.create(suite, folder, Specimen.CLOCK);
    PassiveAuthentication inspection = inspection(demo);
    try (Signer key = Pkcs12Signer.open(demo.dscP12(), demo.dscPassword(), Specimen.CLOCK);
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      SodSigner signer = new SodSigner(key, Specimen.CLOCK);
      Callable<String> card =
          () ->
              inspection
                  .verify(signer.sign(Specimen.dataGroups()), Specimen.dataGroups())
                  .summary();
      List<Future<String>> cards = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        cards.add(threads.submit(card));
      }
      for (Future<String> future : cards) {
        assertThat(future.get()).isEqualTo("good");
      }
    }
  }

  private static PassiveAuthentication inspection(DemoAuthority demo) throws Exception {
    return PassiveAuthentication.trusting(Certificates.readPem(demo.cscaPem()), Specimen.CLOCK);
  }
}
