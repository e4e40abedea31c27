package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.countersign.station.commands.Countersign;
import org.countersign.station.terminal.Terminal;
import org.countersign.testbed.RealPart;
import org.jmrtd.lds.SODFile;
import org.jmrtd.lds.icao.DG1File;
import org.jmrtd.lds.icao.DG2File;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole house, judged by tools that are not ours. */
final class DemoIT {

  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  @TempDir Path folder;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @BeforeAll
  static void examplesOfTheCheckout() {
    System.setProperty("countersign.examples", EXAMPLES.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ICAO-P256", "ICAO-P384", "ICAO-RSAPSS"})
  void opensslVerifiesTheSignedObjectOfEveryPermit(String suite) throws Exception {
    RealPart.require("openssl", "openssl");
    OpenSsl openssl = new OpenSsl(folder);

    assertThat(demo("--cards", "3", "--suite", suite, "--out", folder.toString()))
        .as(output.toString(StandardCharsets.UTF_8))
        .isZero();

    List<Path> cards = cards();
    assertThat(cards).hasSize(3);
    for (Path card : cards) {
      openssl.write(
          "sod.cms", SignedObject.withoutTag77(Files.readAllBytes(card.resolve("EF_SOD.bin"))));
      OpenSsl.Result verified =
          openssl.run(
              "cms",
              "-verify",
              "-inform",
              "DER",
              "-in",
              "sod.cms",
              "-CAfile",
              "trust/csca.pem",
              "-purpose",
              "any",
              "-out",
              "lds");
      assertThat(verified.exit()).as(verified.output()).isZero();
    }
  }

  @Test
  void jmrtdReadsWhatTheApplicantGave() throws Exception {
    assertThat(demo("--cards", "1", "--encoders", "1", "--out", folder.toString())).isZero();

    Path card = cards().get(0);
    DG1File dg1 = new DG1File(read(card, "EF_DG1"));
    DG2File dg2 = new DG2File(read(card, "EF_DG2"));
    SODFile sod = new SODFile(read(card, "EF_SOD"));
    assertThat(dg1.getMRZInfo().getDocumentNumber()).isEqualTo(card.getFileName().toString());
    assertThat(dg1.getMRZInfo().getPrimaryIdentifier()).isEqualTo("WEI");
    assertThat(dg2.getFaceInfos().get(0).getFaceImageInfos().get(0).getImageInputStream())
        .hasBinaryContent(firstPortrait());
    assertThat(sod.getDataGroupHashes()).containsOnlyKeys(1, 2, 11, 12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"residence-permit", "residence-registration-card"})
  void eightReadersOfARealPcscdIssueAtOnce(String product) throws Exception {
    RealPart.requirePcscd();

    assertThat(demo("--pcsc", "--encoders", "8", "--cards", "16", "--product", product))
        .as(output.toString(StandardCharsets.UTF_8))
        .isZero();
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("16 of 16 cards issued, 16 read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"residence-permit", "residence-registration-card"})
  void opensslVerifiesTheSm2SignatureOfEveryCard(String product) throws Exception {
    RealPart.require("openssl", "openssl");
    OpenSsl openssl = new OpenSsl(folder);
    String id = "distid:1234567812345678";

    assertThat(
            demo("--cards", "2", "--suite", "GM-SM2", "--product", product, "--out", "" + folder))
        .as(output.toString(StandardCharsets.UTF_8))
        .isZero();

    assertThat(cards()).hasSize(2);
    for (Path card : cards()) {
      SignedObject sod = SignedObject.of(Files.readAllBytes(card.resolve("EF_SOD.bin")), openssl);
      assertThat(sod.verifySm2(openssl, id).output()).contains("Verified OK");
      assertThat(sod.verifySm2(openssl, "distid:8765432187654321").exit()).isNotZero();
      assertThat(openssl.run("verify", "-vfyopt", id, "-CAfile", "trust/csca.pem", "dsc.pem"))
          .isEqualTo(new OpenSsl.Result(0, "dsc.pem: OK\n"));
    }
  }

  @Test
  void anUnknownProductIsRefusedWithTheNamesThereAre() {
    assertThat(demo("--product", "passport")).isEqualTo(2);
    assertThat(output.toString(StandardCharsets.UTF_8)).contains("residence-permit");
  }

  private int demo(String... arguments) {
    PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    String[] line = new String[arguments.length + 1];
    line[0] = "demo";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    return Countersign.run(Terminal.plain(stream, stream), line);
  }

  private List<Path> cards() throws Exception {
    try (var found = Files.list(folder.resolve("cards"))) {
      return found.sorted().toList();
    }
  }

  private static ByteArrayInputStream read(Path card, String file) throws Exception {
    return new ByteArrayInputStream(Files.readAllBytes(card.resolve(file + ".bin")));
  }

  private static byte[] firstPortrait() throws Exception {
    String line = Files.readAllLines(EXAMPLES.resolve("applications.jsonl")).get(0);
    return Base64.getDecoder()
        .decode(new ObjectMapper().readTree(line).at("/attachments/portrait").asText());
  }
}
