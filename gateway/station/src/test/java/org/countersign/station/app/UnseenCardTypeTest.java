package org.countersign.station.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.unseen.TransitChips;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A card type that nothing here knows, with an applet by somebody else, is issued by a station that
 * has only been given a signed profile and keys.
 */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnseenCardTypeTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] NUMBER = HEX.parseHex("5452414e00070931");
  private static final byte[] TRANSIT = HEX.parseHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
  private static final byte[] GATE = HEX.parseHex("b0b1b2b3b4b5b6b7b8b9babbbcbdbebf");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private StationFolder station;

  /** Only signed profiles are taken, and the two shipped ones are not there. */
  @BeforeEach
  void make() throws Exception {
    station = StationFolder.makePilot(folder);
    station.station(
        station
            .toml()
            .replace("allow-unsigned = true", "signers = [\"trust/profile-signer.pem\"]"));
    try (DirectoryStream<Path> shipped = Files.newDirectoryStream(folder.resolve("profiles.d"))) {
      for (Path profile : shipped) {
        Files.delete(profile);
      }
    }
    Files.writeString(
        folder.resolve("keys.json"),
        """
        {"keys": {
          "transit": {"algorithm": "AES", "value": "%s"},
          "gate":    {"algorithm": "AES", "value": "%s"}}}
        """
            .formatted(HEX.formatHex(TRANSIT), HEX.formatHex(GATE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transit-pass", "sealed-transit-pass"})
  void a_signed_profile_dropped_in_is_enough_to_issue_it(String profile) throws Exception {
    drop(profile);
    VirtualCard card = blank(profile);
    CardTray tray = CardTray.named(folder.toString());
    tray.putBack(card);
    encoder(profile);

    try (Gateway gateway = Gateway.start(folder)) {
      assertThat(put(gateway, profile).statusCode()).isEqualTo(202);
      JsonNode job = ended(gateway);

      assertThat(job.path("state").asText()).as(job.toPrettyString()).isEqualTo("ACTIVATED");
      assertThat(job.path("work").path("verdict").asText()).isEqualTo("good");
      assertThat(gateway.stock().issued()).isEqualTo(1);
      assertThat(tray.take(LIMIT)).containsSame(card);
      assertThat(readAtTheGate(card)).isEqualTo(pass(job.path("serial").asText()));
    }
  }

  @Test
  void without_the_profile_the_same_application_is_refused_and_nothing_is_recorded()
      throws Exception {
    drop("sealed-transit-pass");
    try (Gateway gateway = Gateway.start(folder)) {
      HttpResponse<String> answer = put(gateway, "transit-pass");

      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(JSON.readTree(answer.body()).at("/errors/0/field").asText()).isEqualTo("profile");
      assertThat(gateway.jobs().find("pass-1")).isEmpty();
    }
  }

  @Test
  void a_profile_that_was_touched_after_it_was_signed_is_not_taken() throws Exception {
    drop("transit-pass");
    Path file = folder.resolve("profiles.d/transit-pass.json");
    Files.writeString(
        file, Files.readString(file).replace("\"STUDENT\": \"31\"", "\"STUDENT\": \"37\""));

    assertThatThrownBy(() -> Gateway.start(folder)).hasMessageContaining("transit-pass.json");
  }

  @Test
  void a_chip_with_another_code_is_kept_apart_and_nothing_is_written() throws Exception {
    drop("transit-pass");
    VirtualCard card = VirtualCard.around(TransitChips.withCode(NUMBER, GATE, GATE));
    CardTray tray = CardTray.named(folder.toString());
    tray.putBack(card);
    encoder("transit-pass");

    try (Gateway gateway = Gateway.start(folder)) {
      put(gateway, "transit-pass");
      until(() -> tray.retained().contains(card));

      assertThat(gateway.stock().issued()).isZero();
      assertThat(readAtTheGate(card)).containsOnly(0);
    }
  }

  private static VirtualCard blank(String profile) {
    return VirtualCard.around(
        profile.equals("transit-pass")
            ? TransitChips.withCode(NUMBER, TRANSIT, GATE)
            : TransitChips.withChannel(NUMBER, TRANSIT, GATE));
  }

  /** Profile and signature, as an operator sends them. */
  private void drop(String profile) throws Exception {
    byte[] json;
    try (InputStream in =
        UnseenCardTypeTest.class.getResourceAsStream("../unseen/" + profile + ".json")) {
      json = Objects.requireNonNull(in).readAllBytes();
    }
    Clock clock = Clock.systemUTC();
    try (Signer signer =
        Pkcs12Signer.open(
            station.authority.profileSignerP12(),
            station.authority.profileSignerPassword(),
            clock)) {
      Path file = folder.resolve("profiles.d").resolve(profile + ".json");
      Files.write(file, json);
      Files.write(
          file.resolveSibling(profile + ".json.p7s"),
          new DetachedSignature(signer, clock).sign(json));
    }
  }

  /** An encoder whose only card is the one that lies on its hopper. */
  private void encoder(String profile) throws Exception {
    station.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["%s"]
        hopper = 0
        low = 0
        tray = "%s"
        """
            .formatted(profile, folder));
  }

  private HttpResponse<String> put(Gateway gateway, String profile) throws Exception {
    return send(
        request(gateway)
            .header("Content-Type", "application/json")
            .PUT(
                BodyPublishers.ofString(
                    """
                    {"profile": "%s", "data": {
                      "riderName": "林秀", "concession": "STUDENT", "validTo": "2027-08-31"}}
                    """
                        .formatted(profile))));
  }

  private JsonNode ended(Gateway gateway) throws Exception {
    JsonNode[] job = {JSON.createObjectNode()};
    until(() -> {
      job[0] = JSON.readTree(send(request(gateway).GET()).body());
      return !job[0].path("work").path("verdict").asText().isEmpty()
          || !job[0].path("problem").asText().isEmpty();
    });
    return job[0];
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Condition condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  private HttpRequest.Builder request(Gateway gateway) throws Exception {
    String token = Files.readString(folder.resolve("secrets/http.token")).strip();
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + gateway.port() + "/v1/jobs/pass-1"))
        .header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  /** As a gate does it, in plain commands: present the readers' code, read everything. */
  private static byte[] readAtTheGate(VirtualCard card) {
    card.powerOff();
    card.powerOn();
    byte[] present =
        HEX.parseHex("8020000210" + HEX.formatHex(TransitChips.gateCode(NUMBER, GATE)));
    assertThat(card.transmit(HEX.parseHex("80b4000080"))).isEqualTo(HEX.parseHex("6982"));
    assertThat(card.transmit(present)).isEqualTo(HEX.parseHex("9000"));
    byte[] answer = card.transmit(HEX.parseHex("80b4000080"));
    assertThat(answer).hasSize(130).endsWith(0x90, 0x00);
    return Arrays.copyOf(answer, 128);
  }

  /** What must stand on the pass, put together by hand. */
  private static byte[] pass(String serial) {
    byte[] name = "林秀".getBytes(Charset.forName("GB18030"));
    byte[] pass = new byte[128];
    Arrays.fill(pass, (byte) 0xFF);
    pass[0] = (byte) name.length; // 4: two letters of two bytes
    System.arraycopy(name, 0, pass, 1, name.length);
    pass[48] = 0x31; // student
    System.arraycopy(HEX.parseHex("20270831"), 0, pass, 49, 4);
    System.arraycopy(serial.getBytes(US_ASCII), 0, pass, 64, 9);
    System.arraycopy(NUMBER, 0, pass, 96, 8);
    System.arraycopy(NUMBER, 0, pass, 112, 8);
    Arrays.fill(pass, 120, 128, (byte) 0xA5);
    return pass;
  }
}
