package org.countersign.trust.sod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.countersign.trust.OpenSsl;
import org.countersign.trust.Specimen;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The real openssl on what we sign. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SecurityObjectOpensslIT {

  private static final String SM2_ID = "distid:1234567812345678";

  @TempDir Path folder;
  OpenSsl openssl;

  @BeforeEach
  void start() {
    openssl = new OpenSsl(folder);
  }

  private void write(Specimen specimen) throws Exception {
    byte[] sod = specimen.sod();
    Files.write(folder.resolve("cms.der"), Arrays.copyOfRange(sod, 4, sod.length));
    Certificates.writePem(folder.resolve("csca.pem"), specimen.csca.certificate());
    Certificates.writePem(folder.resolve("dsc.pem"), specimen.dsc.certificate());
  }

  /** The specimen's clock stands still, so openssl is told the time. */
  private static String[] at(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(1, List.of("-attime", String.valueOf(Specimen.NOW.getEpochSecond())));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GM_SM2")
  void openssl_cms_verifies_signature_and_chain(SignatureSuite suite) throws Exception {
    write(Specimen.of(suite));
    OpenSsl.Result result =
        openssl.run(
            at(
                "cms",
                "-verify",
                "-inform",
                "DER",
                "-in",
                "cms.der",
                "-CAfile",
                "csca.pem",
                "-purpose",
                "any",
                "-out",
                "content.der"));
    assertThat(result.output()).contains("CMS Verification successful");
    assertThat(result.exit()).isZero();
    assertThat(folder.resolve("content.der")).isNotEmptyFile();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "GM_SM2")
  void openssl_cms_refuses_another_authority(SignatureSuite suite) throws Exception {
    write(Specimen.of(suite));
    SignatureSuite other =
        suite == SignatureSuite.ICAO_P256 ? SignatureSuite.ICAO_P384 : SignatureSuite.ICAO_P256;
    Certificates.writePem(folder.resolve("csca.pem"), Specimen.of(other).csca.certificate());
    OpenSsl.Result result =
        openssl.run(
            at("cms", "-verify", "-inform", "DER", "-in", "cms.der", "-CAfile", "csca.pem"));
    assertThat(result.exit()).isNotZero();
  }

  @Test
  void openssl_dgst_verifies_SM2_over_the_signed_attributes() throws Exception {
    writeSm2();
    assertThat(dgst("-sigopt", SM2_ID).output()).contains("Verified OK");
    assertThat(dgst("-sigopt", "distid:8765432187654321").exit()).isNotZero();
  }

  private void writeSm2() throws Exception {
    Specimen specimen = Specimen.of(SignatureSuite.GM_SM2);
    write(specimen);
    ContentInfo info = ContentInfo.getInstance(Files.readAllBytes(folder.resolve("cms.der")));
    SignerInfo signer =
        SignerInfo.getInstance(
            SignedData.getInstance(info.getContent()).getSignerInfos().getObjectAt(0));
    // Signed is the SET OF (31), not the [0] IMPLICIT (A0) that stands in the message.
    byte[] attributes = signer.getAuthenticatedAttributes().getEncoded(ASN1Encoding.DER);
    assertThat(attributes).startsWith(0x31);
    Files.write(folder.resolve("attributes.der"), attributes);
    Files.write(folder.resolve("signature.der"), signer.getEncryptedDigest().getOctets());
    OpenSsl.Result key = openssl.run("x509", "-in", "dsc.pem", "-noout", "-pubkey");
    Files.writeString(folder.resolve("dsc.pub"), key.output());
  }

  private OpenSsl.Result dgst(String option, String value) throws Exception {
    return openssl.run(
        "dgst",
        "-sm3",
        "-verify",
        "dsc.pub",
        option,
        value,
        "-signature",
        "signature.der",
        "attributes.der");
  }

  @Test
  void openssl_verifies_the_SM2_document_signer_under_its_authority() throws Exception {
    write(Specimen.of(SignatureSuite.GM_SM2));
    OpenSsl.Result result =
        openssl.run(at("verify", "-vfyopt", SM2_ID, "-CAfile", "csca.pem", "dsc.pem"));
    assertThat(result.output()).contains("dsc.pem: OK");
    assertThat(result.exit()).isZero();
  }
}
