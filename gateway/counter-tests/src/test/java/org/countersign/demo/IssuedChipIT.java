package org.countersign.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.scuba.data.Gender;
import net.sf.scuba.smartcards.CardServiceException;
import org.countersign.demo.IssuedCards.Card;
import org.countersign.simulator.VirtualCard;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.RealPart;
import org.countersign.testbed.VpcdClient;
import org.countersign.trust.suite.SignatureSuite;
import org.jmrtd.BACKey;
import org.jmrtd.lds.SODFile;
import org.jmrtd.lds.icao.COMFile;
import org.jmrtd.lds.icao.DG11File;
import org.jmrtd.lds.icao.DG12File;
import org.jmrtd.lds.icao.DG1File;
import org.jmrtd.lds.icao.DG2File;
import org.jmrtd.lds.icao.MRZInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Chips that a whole station has issued, opened and judged by others: JMRTD over BAC and secure
 * messaging, the JDK's own signatures and path validation, openssl.
 *
 * <p>What JMRTD 0.8.6 can not do for GM-SM2: name the signature's algorithm, and so verify it. It
 * parses that EF.SOD and its hashes; openssl verifies the signature and the chain.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class IssuedChipIT {

  private static final String SM2_ID = "distid:1234567812345678";

  /**
   * Name lines that no rule of JMRTD makes: transliterated (9303-3, 6.A) or cut (9303-5, 4.2.3).
   */
  private static final Map<String, String> NAME_LINES =
      Map.of(
          "permit-0005-1", "ABUDUREXITI<<MAIMAITIYIMING<WU",
          "permit-0009-1", "GREBENSHCHIKOV<VOZNESENSKY<<AL",
          "permit-0012-1", "MUELLER<GROESSWALD<<AASA<MARIA");

  @TempDir Path folder;

  @BeforeAll
  static void examplesOfTheCheckout() {
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @ParameterizedTest
  @EnumSource(names = "GM_SM2", mode = EnumSource.Mode.EXCLUDE)
  void jmrtd_reads_every_file_over_bac_and_the_jdk_verifies_signature_and_chain(
      SignatureSuite suite) throws Exception {
    IssuedCards issued = IssuedCards.virtual(folder, suite, 2);

    assertThat(issued.cards()).hasSize(2);
    for (Card card : issued.cards()) {
      Map<String, byte[]> files = JmrtdDesk.read(card.chip(), keyOf(card));
      judgeContent(files, card);
      judgeHashes(files, digestOf(suite));
      judgeSignature(files, suite);
      judgeChain(files, issued.csca());
    }
  }

  @Test
  void jmrtd_reads_an_sm2_card_and_openssl_verifies_its_signature_and_chain() throws Exception {
    IssuedCards issued = IssuedCards.virtual(folder, SignatureSuite.GM_SM2, 2);

    assertThat(issued.cards()).hasSize(2);
    for (Card card : issued.cards()) {
      Map<String, byte[]> files = JmrtdDesk.read(card.chip(), keyOf(card));
      judgeContent(files, card);
      judgeHashesBySm3(files);
      judgeSm2(files, issued.csca());
      assertThat(sod(files).getDigestEncryptionAlgorithm()).as("JMRTD's name of SM2").isNull();
    }
  }

  @Test
  void every_example_of_an_application_is_on_its_chip_as_jmrtd_would_have_written_it()
      throws Exception {
    IssuedCards issued = IssuedCards.virtual(folder, SignatureSuite.ICAO_P256, 14);

    assertThat(issued.cards()).hasSize(14);
    for (Card card : issued.cards()) {
      judgeContent(JmrtdDesk.read(card.chip(), keyOf(card)), card);
    }
  }

  @Test
  void jmrtd_reads_through_javax_smartcardio_what_was_issued_through_a_real_pcscd()
      throws Exception {
    RealPart.requirePcscd();
    IssuedCards issued = IssuedCards.pcsc(folder, SignatureSuite.ICAO_P384, 1);
    Card card = issued.cards().getFirst();

    Map<String, byte[]> files = readInAnotherProcess(card);

    judgeContent(files, card);
    judgeHashes(files, digestOf(SignatureSuite.ICAO_P384));
    judgeSignature(files, SignatureSuite.ICAO_P384);
    judgeChain(files, issued.csca());
  }

  @Test
  void a_chip_opens_to_nobody_who_has_not_read_its_own_card() throws Exception {
    Card card = IssuedCards.virtual(folder, SignatureSuite.ICAO_P256, 1).cards().getFirst();
    BACKey oneDayOff = new BACKey(card.serial(), "910315", card.yyMMdd("expiryDate"));

    assertThatThrownBy(() -> JmrtdDesk.read(card.chip(), oneDayOff))
        .isInstanceOf(CardServiceException.class)
        .hasStackTraceContaining("Mutual authentication failed");
  }

  private static BACKey keyOf(Card card) {
    return new BACKey(card.serial(), card.yyMMdd("birthDate"), card.yyMMdd("expiryDate"));
  }

  private static void judgeContent(Map<String, byte[]> files, Card card) throws IOException {
    COMFile com = new COMFile(in(files, "EF_COM"));
    assertThat(com.getTagList()).containsExactly(0x61, 0x75, 0x6B, 0x6C);
    assertThat(com.getEncoded()).isEqualTo(files.get("EF_COM"));
    judgeZone(files, card);
    judgePortrait(files, card);
    judgeDetails(files, card);
  }

  /** JMRTD writes the same DG1 from the application alone. */
  private static void judgeZone(Map<String, byte[]> files, Card card) throws IOException {
    String byHand = NAME_LINES.get(card.application().get("id").asText());
    MRZInfo theirs =
        MRZInfo.createTD1MRZInfo(
            "IR",
            "UTO",
            card.serial(),
            "",
            card.yyMMdd("birthDate"),
            card.said("sex").equals("F") ? Gender.FEMALE : Gender.MALE,
            card.yyMMdd("expiryDate"),
            card.said("nationality"),
            "",
            byHand == null ? card.said("familyName") : "BYHAND",
            byHand == null ? card.said("givenNames") : "");
    String zone = theirs.toString().replace("\n", "");
    String names = byHand == null ? zone.substring(60) : byHand;
    byte[] expected = new DG1File(new MRZInfo(zone.substring(0, 60) + names)).getEncoded();

    assertThat(new String(files.get("EF_DG1"), US_ASCII)).isEqualTo(new String(expected, US_ASCII));
    assertThat(files.get("EF_DG1")).isEqualTo(expected);
  }

  private static void judgePortrait(Map<String, byte[]> files, Card card) throws IOException {
    DG2File dg2 = new DG2File(in(files, "EF_DG2"));
    assertThat(dg2.getFaceInfos()).hasSize(1);
    assertThat(dg2.getFaceInfos().getFirst().getFaceImageInfos()).hasSize(1);
    var image = dg2.getFaceInfos().getFirst().getFaceImageInfos().getFirst();
    assertThat(image.getMimeType()).isEqualTo("image/jpeg");
    assertThat(image.getImageInputStream()).hasBinaryContent(card.portrait());
  }

  private static void judgeDetails(Map<String, byte[]> files, Card card) throws IOException {
    DG11File dg11 = new DG11File(in(files, "EF_DG11"));
    assertThat(dg11.getNameOfHolder()).isEqualTo(card.said("nativeName"));
    assertThat(dg11.getPersonalNumber()).isEqualTo(card.said("personalNumber"));
    assertThat(dg11.getFullDateOfBirth()).isEqualTo(card.said("birthDate").replace("-", ""));
    assertThat(dg11.getPlaceOfBirth()).containsExactly(card.said("birthPlace"));
    assertThat(dg11.getPermanentAddress()).containsExactly(card.said("address"));
    assertThat(dg11.getEncoded()).isEqualTo(files.get("EF_DG11"));
    DG12File dg12 = new DG12File(in(files, "EF_DG12"));
    assertThat(dg12.getIssuingAuthority()).isEqualTo("Residence Registration Office");
    assertThat(dg12.getDateOfIssue()).matches("20\\d{6}");
    assertThat(dg12.getEncoded()).isEqualTo(files.get("EF_DG12"));
  }

  private static void judgeHashes(Map<String, byte[]> files, String digest) throws Exception {
    Map<Integer, byte[]> hashes = sod(files).getDataGroupHashes();
    assertThat(hashes).containsOnlyKeys(1, 2, 11, 12);
    for (int group : hashes.keySet()) {
      assertThat(MessageDigest.getInstance(digest).digest(files.get("EF_DG" + group)))
          .isEqualTo(hashes.get(group));
    }
  }

  /** No provider of the JDK knows SM3. */
  private void judgeHashesBySm3(Map<String, byte[]> files) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    Map<Integer, byte[]> hashes = sod(files).getDataGroupHashes();
    assertThat(hashes).containsOnlyKeys(1, 2, 11, 12);
    for (int group : hashes.keySet()) {
      openssl.write("group.bin", files.get("EF_DG" + group));
      assertThat(openssl.run("dgst", "-sm3", "-r", "group.bin").output())
          .startsWith(HexFormat.of().formatHex(hashes.get(group)) + " ");
    }
  }

  private static void judgeSignature(Map<String, byte[]> files, SignatureSuite suite)
      throws Exception {
    SODFile sod = sod(files);
    Signature verifier = Signature.getInstance(signatureOf(suite));
    if (suite == SignatureSuite.ICAO_RSAPSS) {
      verifier.setParameter(sod.getDigestEncryptionAlgorithmParams());
    }
    verifier.initVerify(sod.getDocSigningCertificate().getPublicKey());
    verifier.update(sod.getEContent());
    assertThat(verifier.verify(sod.getEncryptedDigest())).isTrue();
  }

  private static void judgeChain(Map<String, byte[]> files, Path csca) throws Exception {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate dsc =
        (X509Certificate)
            factory.generateCertificate(
                new ByteArrayInputStream(sod(files).getDocSigningCertificate().getEncoded()));
    try (InputStream pem = Files.newInputStream(csca)) {
      PKIXParameters anchor =
          new PKIXParameters(
              Set.of(new TrustAnchor((X509Certificate) factory.generateCertificate(pem), null)));
      anchor.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(factory.generateCertPath(List.of(dsc)), anchor);
    }
  }

  private void judgeSm2(Map<String, byte[]> files, Path csca) throws Exception {
    OpenSsl openssl = new OpenSsl(folder);
    SignedObject sod = SignedObject.of(files.get("EF_SOD"), openssl);
    assertThat(sod.verifySm2(openssl, SM2_ID).output()).contains("Verified OK");
    assertThat(sod.verifySm2(openssl, "distid:8765432187654321").exit()).isNotZero();
    assertThat(openssl.run("verify", "-vfyopt", SM2_ID, "-CAfile", csca.toString(), "dsc.pem"))
        .isEqualTo(new OpenSsl.Result(0, "dsc.pem: OK\n"));
  }

  private static SODFile sod(Map<String, byte[]> files) throws IOException {
    return new SODFile(in(files, "EF_SOD"));
  }

  private static ByteArrayInputStream in(Map<String, byte[]> files, String name) {
    return new ByteArrayInputStream(files.get(name));
  }

  private static String digestOf(SignatureSuite suite) {
    return suite == SignatureSuite.ICAO_P384 ? "SHA-384" : "SHA-256";
  }

  private static String signatureOf(SignatureSuite suite) {
    return switch (suite) {
      case ICAO_P256 -> "SHA256withECDSA";
      case ICAO_P384 -> "SHA384withECDSA";
      default -> "RSASSA-PSS";
    };
  }

  private Map<String, byte[]> readInAnotherProcess(Card card) throws Exception {
    Path read = Files.createDirectory(folder.resolve("read"));
    try (PrivatePcscd pcscd = PrivatePcscd.start(1);
        VpcdClient slot = VpcdClient.inserted(pcscd.port(0), new OnTheDesk(card.chip()))) {
      assertThat(slot.isInserted()).isTrue();
      PrivatePcscd.ClientOutcome outcome =
          pcscd.runClient(
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  JmrtdDesk.class.getName(),
                  pcscd.readerNames().getFirst(),
                  card.serial(),
                  card.yyMMdd("birthDate"),
                  card.yyMMdd("expiryDate"),
                  read.toString()));
      assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
    Map<String, byte[]> files = new HashMap<>();
    try (DirectoryStream<Path> written = Files.newDirectoryStream(read)) {
      for (Path file : written) {
        files.put(file.getFileName().toString().replace(".bin", ""), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** An issued card in the slot of another reader. */
  private record OnTheDesk(VirtualCard card) implements CardEmulator {

    @Override
    public byte[] atr() {
      return card.atr();
    }

    @Override
    public byte[] transmit(byte[] command) {
      return card.transmit(command);
    }

    @Override
    public void power(Power power) {
      if (power == Power.OFF) {
        card.powerOff();
      } else {
        card.powerOn();
      }
    }
  }
}
