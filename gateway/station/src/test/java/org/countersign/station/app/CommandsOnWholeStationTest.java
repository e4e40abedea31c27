package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countersign.personalization.Application;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.commands.Countersign;
import org.countersign.station.commands.TabletopDriver;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person does: issue a file, look at the station, read a card. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandsOnWholeStationTest {

  private static final List<String> SECRETS =
      List.of("张三", "Zhang", "ZHANG", "1988-02-29", "880229");

  @TempDir Path folder;

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private int run(String... args) {
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    return Countersign.run(Terminal.plain(stream, stream), args);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private Path applications() throws Exception {
    Application application = StationFolder.application("residence-permit", 1);
    Map<String, String> attachments = new HashMap<>();
    application
        .attachments()
        .forEach((n, b) -> attachments.put(n, Base64.getEncoder().encodeToString(b.toArray())));
    String line =
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "id",
                    "permit-1",
                    "profile",
                    application.profile(),
                    "data",
                    application.data(),
                    "attachments",
                    attachments));
    return Files.writeString(folder.resolve("applications.jsonl"), line + "\n");
  }

  @Test
  void a_card_is_issued_from_a_file_and_read_on_a_reader() throws Exception {
    StationFolder station = StationFolder.make(folder);
    station.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        chip = "lds"
        key-diversification = "kdf3"
        tray = "commands"
        """);
    CardTray tray = CardTray.named("commands");
    tray.clear();
    Path file = applications();
    String token = folder.resolve("secrets/http.token").toString();
    try (Gateway gateway = Gateway.start(folder)) {
      String url = "http://127.0.0.1:" + gateway.port();
      int issued = run("issue", file.toString(), "--url", url, "--token-file", token);
      assertThat(text()).contains("1 of 1 cards issued and verified", "CS0000001", "READ-BACK");
      assertThat(issued).isZero();
    }
    VirtualCard card = tray.take(Duration.ofSeconds(20)).orElseThrow();

    TabletopDriver.lay(card);
    Path out = folder.resolve("read");
    int read =
        run(
            "read",
            "--driver=tabletop",
            "--reader=any",
            "--document-number=CS0000001",
            "--birth-date=1988-02-29",
            "--expiry-date=360101",
            "--csca=" + folder.resolve("trust/csca.pem"),
            "--out=" + out);

    assertThat(text()).contains("The card is good.", "opened by BAC", "EF_DG2", "signature");
    assertThat(read).isZero();
    assertThat(out.resolve("EF_SOD.bin")).isNotEmptyFile();
    assertThat(out.resolve("EF_DG1.bin")).isNotEmptyFile();
    assertThat(SECRETS).noneMatch(secret -> text().contains(secret));

    int wrong =
        run(
            "read",
            "--driver=tabletop",
            "--document-number=CS0000002",
            "--birth-date=1988-02-29",
            "--expiry-date=360101",
            "--csca=" + folder.resolve("trust/csca.pem"));
    assertThat(wrong).isEqualTo(1);

    assertThat(
            run(
                "profile",
                "plan",
                folder.resolve("profiles.d/residence-permit.json").toString(),
                "--application",
                file.toString()))
        .isZero();
    assertThat(text()).contains("contactless 848 kbit/s", "EF_DG2");
    assertThat(SECRETS).noneMatch(secret -> text().contains(secret));
  }

  @Test
  void a_signed_profile_is_taken_by_a_station_that_trusts_the_signer() throws Exception {
    StationFolder station = StationFolder.make(folder);
    for (String id : List.of("residence-permit", "residence-registration-card")) {
      assertThat(
              run(
                  "profile",
                  "sign",
                  folder.resolve("profiles.d").resolve(id + ".json").toString(),
                  "--key=" + folder.resolve("trust/dsc.p12"),
                  "--password-file=" + folder.resolve("trust/dsc.password")))
          .as(text())
          .isZero();
    }
    station.station(
        station.toml().replace("allow-unsigned = true", "signers = [\"trust/dsc.pem\"]"));

    assertThat(run("check", "--config", folder.toString())).as(text()).isZero();
    assertThat(text()).contains("is signed by");
  }
}
