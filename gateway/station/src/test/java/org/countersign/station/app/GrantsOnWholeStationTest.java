package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.countersign.station.commands.Countersign;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.grant.SignedGrant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station that needs grants, and the authority's own signatures. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GrantsOnWholeStationTest {

  @TempDir Path folder;

  private Path station;
  private String said = "";

  @BeforeEach
  void make() throws Exception {
    station = Files.createDirectory(folder.resolve("station"));
    StationFolder made = StationFolder.make(station);
    Files.delete(station.resolve("grant.json"));
    Files.delete(station.resolve("grant.json.p7s"));
    made.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        chip = "lds"
        key-diversification = "kdf3"
        tray = "granted"
        """);
  }

  private int run(String... args) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    int exit = Countersign.run(Terminal.plain(stream, stream), args);
    said = written.toString(StandardCharsets.UTF_8);
    return exit;
  }

  private Path sign(String name, String key, String... more) {
    Path out = folder.resolve(name);
    List<String> args =
        new ArrayList<>(
            List.of(
                "grant",
                "sign",
                "--key=" + station.resolve("trust/" + key + ".p12"),
                "--password-file=" + station.resolve("trust/" + key + ".password"),
                "--serials=CS:1000001-1000010",
                "--profile=" + station.resolve("profiles.d/residence-permit.json"),
                "--cards=5",
                "--out=" + out));
    args.addAll(List.of(more));
    if (args.stream().noneMatch(arg -> arg.startsWith("--station="))) {
      args.add("--station=st-1");
    }
    assertThat(run(args.toArray(String[]::new))).as(said).isZero();
    return out;
  }

  private int install(RunningStation running, Path grant) {
    return run("grant", "install", grant.toString(), at(running), token());
  }

  private static String at(RunningStation running) {
    return "--url=http://127.0.0.1:" + running.gateway.port();
  }

  private String token() {
    return "--token-file=" + station.resolve("secrets/http.token");
  }

  @Test
  void a_station_issues_under_the_grant_that_it_was_handed_and_says_what_is_left()
      throws Exception {
    Path grant = sign("grant-1.json", "grant-signer");
    try (RunningStation running = RunningStation.start(station)) {
      assertThat(running.get("/v1/grant").body().get("problem").asText()).contains("no grant");
      RunningStation.Answer health =
          running.eventually("/healthz", a -> a.body().get("problems").size() > 0);
      assertThat(health.body().get("problems").toString()).contains("no grant");

      assertThat(install(running, grant)).as(said).isZero();
      assertThat(said).contains("installed", "grant 1 of epoch 1: 5 card(s) left, until");
      running.issuesAGoodCardOn("encoder-1", "residence-permit");

      assertThat(run("grant", "show", at(running), token())).as(said).isZero();
      assertThat(said).contains("4 card(s) left");
      assertThat(run("devices", at(running), token())).isZero();
      assertThat(said).contains("grant 1 of epoch 1: 4 card(s) left");
      assertThat(running.gateway.metrics().scrape()).contains("countersign_grant_cards 4.0");
    }
    assertThat(run("ledger", "show", "--config=" + station, "CS1000001")).isZero();
    assertThat(said).contains("serial CS1000001 reserved under grant 1");
    assertThat(run("ledger", "verify", "--config=" + station)).as(said).isZero();
  }

  @Test
  void an_application_for_a_product_that_the_grant_does_not_name_is_not_accepted()
      throws Exception {
    Path grant = sign("grant-1.json", "grant-signer");
    try (RunningStation running = RunningStation.start(station)) {
      assertThat(install(running, grant)).as(said).isZero();
      RunningStation.Answer answer =
          running.put("card", RunningStation.body("residence-registration-card"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.detail())
          .contains("grant 1 does not name profile residence-registration-card");
      assertThat(running.find("card")).isFalse();
    }
  }

  @Test
  void a_grant_that_is_not_the_authoritys_is_refused_with_the_reason() throws Exception {
    Path good = sign("grant-1.json", "grant-signer");
    Path profileSigner = sign("wrong.json", "profile-signer");
    Path altered = folder.resolve("altered.json");
    Files.writeString(
        altered, Files.readString(good).replace("\"maxCards\" : 5", "\"maxCards\" : 9"));
    Files.copy(SignedGrant.signatureOf(good), SignedGrant.signatureOf(altered));
    Path unsigned = Files.copy(good, folder.resolve("unsigned.json"));
    try (RunningStation running = RunningStation.start(station)) {
      assertThat(install(running, profileSigner)).isEqualTo(1);
      assertThat(said).contains("not the authority's", "not pinned");
      assertThat(install(running, altered)).isEqualTo(1);
      assertThat(said).contains("not the authority's");
      assertThat(install(running, unsigned)).isEqualTo(1);
      assertThat(said).contains("there is no signature");
      Path foreign = sign("foreign.json", "grant-signer", "--station=st-2");
      assertThat(install(running, foreign)).isEqualTo(1);
      assertThat(said).contains("st-2");
      assertThat(running.get("/v1/grant").body().get("number").asText()).isEqualTo("0");
    }
  }

  @Test
  void a_renewal_names_the_head_that_the_authority_looked_at() throws Exception {
    Path first = sign("grant-1.json", "grant-signer");
    Path head = folder.resolve("head.json");
    try (RunningStation running = RunningStation.start(station)) {
      assertThat(install(running, first)).as(said).isZero();
      Path blind = sign("blind.json", "grant-signer", "--after=" + first);
      assertThat(install(running, blind)).isEqualTo(1);
      assertThat(said).contains("names no head of this ledger");
    }
    assertThat(run("ledger", "head", "--config=" + station, "--out", head.toString())).isZero();
    Path second = sign("grant-2.json", "grant-signer", "--after=" + first, "--head=" + head);

    // The station does not run: it takes the grant at its next start.
    String free = "--url=http://127.0.0.1:9";
    assertThat(run("grant", "install", second.toString(), "--config=" + station, free, token()))
        .as(said)
        .isZero();
    assertThat(said).contains("it takes", "at its next start");
    try (RunningStation running = RunningStation.start(station)) {
      assertThat(running.get("/v1/grant").body().get("number").asText()).isEqualTo("2");
    }
  }

  @Test
  void a_grant_that_was_written_into_the_ledger_by_hand_is_not_the_authoritys() throws Exception {
    Path forged = sign("forged.json", "profile-signer");
    Files.copy(forged, station.resolve("grant.json"));
    Files.copy(
        SignedGrant.signatureOf(forged), SignedGrant.signatureOf(station.resolve("grant.json")));
    assertThat(run("check", "--config=" + station)).isZero();
    assertThat(said).contains("WARNING: the grant in", "is not taken");
    try (RunningStation running = RunningStation.start(station)) {
      assertThat(running.get("/v1/grant").body().get("problem").asText()).contains("no grant");
    }
  }

  @Test
  void a_pilot_without_grants_says_so_and_its_serials_come_from_the_configuration()
      throws Exception {
    StationFolder pilot = StationFolder.makePilot(Files.createDirectory(folder.resolve("pilot")));
    assertThat(run("check", "--config=" + pilot.folder)).isZero();
    assertThat(said).contains("WARNING: the station issues without a grant");

    pilot.station(pilot.toml().replace("required = false", "authority = [\"trust/grant-ca.pem\"]"));
    assertThat(run("check", "--config=" + pilot.folder)).isEqualTo(1);
    assertThat(said).contains("serials come from the grant: remove [serials]");
  }
}
