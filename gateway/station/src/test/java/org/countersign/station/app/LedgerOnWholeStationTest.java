package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import org.countersign.station.commands.Countersign;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor does with a station that issued a card: every ledger command. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LedgerOnWholeStationTest {

  private static final List<String> SECRETS = List.of("Zhang", "ZHANG", "1988-02-29", "880229");

  @TempDir Path folder;

  private String said = "";

  private int run(String... args) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    int exit = Countersign.run(Terminal.plain(stream, stream), args);
    said = written.toString(StandardCharsets.UTF_8);
    assertThat(SECRETS).noneMatch(secret -> said.contains(secret));
    return exit;
  }

  private Path issueACard() throws Exception {
    Path station = Files.createDirectory(folder.resolve("station"));
    StationFolder made = StationFolder.make(station);
    made.station(made.toml() + "\n[audit]\nrecords = 4\n");
    made.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        chip = "lds"
        key-diversification = "kdf3"
        tray = "audited"
        """);
    try (RunningStation running = RunningStation.start(station)) {
      running.issuesAGoodCardOn("encoder-1", "residence-permit");
      // A card has more than four records, so a head is signed without anybody waiting for it.
      RunningStation.Answer head = running.eventually("/v1/ledger/head", a -> a.status() == 200);
      assertThat(head.body().get("station").asText()).isEqualTo("st-1");
      SignedTreeHead signed =
          new SignedTreeHead(
              new TreeHead(
                  "st-1",
                  head.body().get("epoch").asLong(),
                  head.body().get("size").asLong(),
                  java.time.Instant.ofEpochMilli(head.body().get("timeMillis").asLong()),
                  TreeHash.of(bytes(head, "root"))),
              head.body().get("signer").asText(),
              bytes(head, "signature"));
      assertThat(signed.isBy(Certificates.decode(bytes(head, "certificate")))).isTrue();

      assertThat(run("ledger", "verify", "--config", station.toString())).as(said).isZero();
    }
    return station;
  }

  @Test
  void a_station_whose_ledger_was_put_back_from_a_backup_issues_nothing_and_says_why()
      throws Exception {
    Path station = Files.createDirectory(folder.resolve("station"));
    StationFolder made = StationFolder.make(station);
    made.grant(5);
    made.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        chip = "lds"
        key-diversification = "kdf3"
        tray = "restored"
        """);
    Path ledger = LedgerFixture.file(station);
    Path backup = folder.resolve("backup.db");
    try (RunningStation running = RunningStation.start(station)) {
      running.issuesAGoodCardOn("encoder-1", "residence-permit");
    }
    Files.copy(ledger, backup);
    try (RunningStation running = RunningStation.start(station)) {
      running.submit("later", "residence-permit");
      assertThat(running.ended("later").path("state").asText()).isEqualTo("ACTIVATED");
    }
    Files.copy(backup, ledger, StandardCopyOption.REPLACE_EXISTING);

    made.station(made.toml().replace("port = 0", "port = 1"));
    assertThat(run("doctor", "--config", station.toString(), "--lang", "en")).isEqualTo(1);
    assertThat(words()).contains("it is not the ledger that the authority gave grants to");
    assertThat(words()).contains("STOPS CARDS: service");
    assertThat(words()).contains("only 4 cards are left");
    made.station(made.toml());
    try (RunningStation running = RunningStation.start(station)) {
      RunningStation.Answer health =
          running.eventually("/healthz", a -> a.body().get("problems").size() > 0);
      assertThat(health.body().get("problems").toString()).contains("it is an older copy");
      String url = "--url=http://127.0.0.1:" + running.gateway.port();
      String token = "--token-file=" + station.resolve("secrets/http.token");
      assertThat(run("doctor", url, token, "--lang", "en")).isEqualTo(1);
      assertThat(words())
          .contains("STOPS CARDS: ledger: it is not the ledger that the authority gave grants to")
          .contains("were there before: it is an older copy")
          .contains("signs a grant of a higher epoch");
      assertThat(run("doctor", url, token, "--lang", "zh")).isEqualTo(1);
      assertThat(said).contains("这不是主管机关授权的那份账本");
      assertThat(running.put("after", RunningStation.body("residence-permit")).status())
          .isEqualTo(503);
    }
  }

  /** What was said without line breaks. */
  private String words() {
    return said.replaceAll("\\s+", " ");
  }

  private static byte[] bytes(RunningStation.Answer answer, String field) {
    return Base64.getDecoder().decode(answer.body().get(field).asText());
  }

  @Test
  void a_card_is_verified_shown_and_proven_from_its_ledger_alone() throws Exception {
    Path station = issueACard();
    String config = "--config=" + station;
    String certificate = "--station-certificate=" + station.resolve("audit.pem");
    Path head = folder.resolve("head.json");
    Path proof = folder.resolve("proof.json");

    assertThat(run("ledger", "verify", config, certificate, "--json")).as(said).isZero();
    assertThat(said).contains("\"good\":true", "\"findings\":[]");

    assertThat(run("ledger", "show", config, "CS0000001")).isZero();
    assertThat(said)
        .contains(
            "application accepted for a residence-permit",
            "serial CS0000001 reserved",
            "opened on encoder-1",
            "card made valid",
            "verdict: good");
    assertThat(run("ledger", "show", config, "nobody")).isEqualTo(1);

    assertThat(run("ledger", "prove", config, "CS0000001", "--out", proof.toString())).isZero();
    assertThat(run("ledger", "check-proof", proof.toString(), certificate)).as(said).isZero();
    assertThat(said).contains("proven: station st-1 had these", "verdict: good");
    assertThat(run("ledger", "prove", config, "CS9999999")).isEqualTo(1);
    assertThat(said).contains("no record tells of serial CS9999999");

    String json = Files.readString(proof);
    Files.writeString(proof, json.replace("\"ACTIVATED\"", "\"SPOILED\""));
    assertThat(run("ledger", "check-proof", proof.toString(), certificate)).isEqualTo(1);
    assertThat(said).contains("is not under its head");
    Files.writeString(
        proof,
        json.replace("\"serial\" : \"CS0000001\",\n  \"r", "\"serial\" : \"CS0000002\",\n  \"r"));
    assertThat(run("ledger", "check-proof", proof.toString(), certificate)).isEqualTo(1);
    assertThat(said).contains("proves nothing about serial CS0000002");
    Files.writeString(proof, json);
    String other = "--station-certificate=" + station.resolve("trust/dsc.pem");
    assertThat(run("ledger", "check-proof", proof.toString(), other)).isEqualTo(1);
    assertThat(said).contains("not signed by the key of");

    assertThat(run("ledger", "head", config, "--out", head.toString())).isZero();
    assertThat(run("ledger", "verify", config, certificate, "--head", head.toString()))
        .as(said)
        .isZero();
    assertThat(said).contains("it holds the head that was given");
    Files.writeString(head, Files.readString(head).replace("\"size\" : ", "\"size\" : 9"));
    assertThat(run("ledger", "verify", config, "--head", head.toString())).isEqualTo(1);
    assertThat(said).contains("its end was cut off");
    assertThat(run("ledger", "verify", folder.resolve("none.db").toString())).isEqualTo(2);
    assertThat(said).contains("there is no ledger");
  }
}
