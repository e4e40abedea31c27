package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.countersign.station.commands.Countersign;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerFixture;
import org.countersign.station.ledger.StationAcceptances.Result;
import org.countersign.station.ledger.StationKey;
import org.countersign.station.terminal.DisplayWidth;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person at a counter reads when something is wrong, in a terminal of 80 columns. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DoctorTest {

  private static final int COLUMNS = 80;

  private static final String ENCODER =
      """
      driver = "simulator"
      profiles = ["residence-permit"]
      chip = "lds"
      key-diversification = "kdf3"
      """;

  @TempDir private Path folder;

  private StationFolder station;
  private String page = "";

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.make(folder);
  }

  private int run(String... args) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    int code = Countersign.run(Terminal.interactive(stream, stream, false, COLUMNS), args);
    page = written.toString(StandardCharsets.UTF_8);
    return code;
  }

  private int doctorOf(Gateway gateway, String language) {
    return run(
        "doctor",
        "--url",
        "http://127.0.0.1:" + gateway.port(),
        "--token-file",
        folder.resolve("secrets/http.token").toString(),
        "--lang",
        language);
  }

  private int doctorOfStopped(String language, String... more) throws Exception {
    station.station(station.toml().replace("port = 0", "port = 1"));
    return run(
        Stream.concat(
                Stream.of("doctor", "--config", folder.toString(), "--lang", language),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private void fits() {
    assertThat(page.lines())
        .allSatisfy(
            line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(COLUMNS));
  }

  private static void online(Gateway gateway) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0;
        i < 1_000 && gateway.devices().all().getFirst().state() != DeviceState.ONLINE;
        i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  @Test
  void
      of_a_pilot_that_is_well_it_names_the_keys_on_the_box_alone_and_how_many_cards_the_day_can_hold()
          throws Exception {
    station.device("encoder-1", ENCODER);
    try (Gateway gateway = Gateway.start(folder)) {
      online(gateway);
      assertThat(doctorOf(gateway, "en")).isZero();
      assertThat(page)
          .startsWith("Nothing is wrong.")
          .contains("note: keys: ICAO-P256: the signing key lies on this box: a pilot")
          .contains("note: keys: personalisation master keys lie on this box: a pilot")
          .contains("note: acceptance: two persons have not found the station good yet")
          .containsPattern("Today can hold [0-9]+ cards; the limit is the devices' time\\.");
      fits();
      assertThat(doctorOf(gateway, "zh")).isZero();
      assertThat(page)
          .contains("提示：密钥：个人化主密钥存放在本机：这是试点配置", "提示：验收：尚无两人验收本站")
          .containsPattern("今天可制 [0-9]+ 张卡；限制在于设备的工作时间。");
      fits();
    }
  }

  @Test
  void keys_on_the_box_are_a_warning_where_the_configuration_says_production() throws Exception {
    station.device("encoder-1", ENCODER);
    station.station(station.toml().replace("[station]\n", "[station]\nproduction = true\n"));
    try (Gateway gateway = Gateway.start(folder)) {
      online(gateway);
      assertThat(doctorOf(gateway, "en")).isZero();
      assertThat(page)
          .startsWith("Cards can be made. 3 thing(s) want a hand soon.")
          .contains("soon: keys: ICAO-P256: the signing key lies on this box: a pilot")
          .contains("soon: acceptance: two persons have not found the station good yet");
    }
  }

  private static final String REPORT = "ab".repeat(32);

  private void found(boolean accepted, String reason) {
    Path file = LedgerFixture.file(folder);
    StationKey key = StationKey.readOrCreate(folder.resolve("secrets/station.key"), file);
    try (Ledger ledger =
        Ledger.open(
            new Ledger.Settings(file, key, 1), Clock.systemUTC(), new SimpleMeterRegistry())) {
      ledger
          .stationAcceptances()
          .record(new Result(accepted, accepted ? "0A" : "", REPORT, "lin", "wei", reason));
    }
  }

  @Test
  void how_two_persons_found_the_station_is_told_with_its_report_whether_it_runs_or_not()
      throws Exception {
    station.device("encoder-1", ENCODER);
    Gateway.start(folder).close();
    found(true, "");
    try (Gateway gateway = Gateway.start(folder)) {
      online(gateway);
      assertThat(doctorOf(gateway, "en")).isZero();
      assertThat(page).startsWith("Nothing is wrong.");
      assertThat(page.replaceAll("\\s+", " "))
          .containsPattern(
              "note: acceptance: two persons found the station good at 20[-0-9]+T[:0-9]+Z; report "
                  + REPORT);
      fits();
      assertThat(doctorOf(gateway, "zh")).isZero();
      assertThat(page).contains("提示：验收：两人已于 20", REPORT);
      fits();
    }
    found(false, "the light is bad");
    assertThat(doctorOfStopped("en")).isEqualTo(1);
    assertThat(page.replaceAll("\\s+", " "))
        .containsPattern(
            "soon: acceptance: not accepted: two persons found at 20[-0-9]+T[:0-9]+Z: the light is"
                + " bad; report "
                + REPORT)
        .contains("countersign acceptance record")
        .doesNotContain("lin", "wei");
    fits();
    assertThat(doctorOfStopped("zh")).isEqualTo(1);
    assertThat(page).contains("验收：未通过验收：两人于 20", "the light is bad");
    fits();
  }

  @Test
  void what_stops_cards_is_first_and_what_to_do_stands_below_it() throws Exception {
    try (Gateway gateway = Gateway.start(folder)) {
      assertThat(doctorOf(gateway, "en")).isEqualTo(1);
      assertThat(page.lines().toList())
          .startsWith(
              "Cards are stopped: 1 thing(s) must be mended.",
              "",
              "STOPS CARDS: devices: no device is configured, so no card can be made",
              "  do: Plug an encoder in and run: countersign devices --discover --write. Then",
              "  restart the service.")
          .endsWith("Today can hold no card until this is mended.");
      fits();
      assertThat(doctorOf(gateway, "zh")).isEqualTo(1);
      assertThat(page)
          .startsWith("制卡已停止：有 1 项必须处理。")
          .contains("停止制卡：设备：没有配置任何设备，无法制卡", "处理：接上写卡器，运行 countersign devices");
      fits();
    }
  }

  @Test
  void of_a_station_that_does_not_run_it_says_so_and_what_can_be_seen_without_it()
      throws Exception {
    station.device("encoder-1", ENCODER);
    Gateway.start(folder).close();
    assertThat(doctorOfStopped("en")).isEqualTo(1);
    assertThat(page)
        .startsWith("The service does not run; what can be seen without it:")
        .contains(
            "STOPS CARDS: service: the service does not answer at 127.0.0.1:1",
            "systemctl start countersign")
        .doesNotContain("ledger");
    fits();
    assertThat(doctorOfStopped("zh")).isEqualTo(1);
    assertThat(page).startsWith("服务没有运行").contains("启动服务：systemctl start countersign");
    fits();
  }

  @Test
  void of_one_that_was_never_started_it_tells_all_that_is_wrong_with_its_configuration()
      throws Exception {
    Files.delete(station.authority.dscP12());
    station.device("encoder-1", ENCODER + "hoper = 50\n");
    assertThat(doctorOfStopped("en")).isEqualTo(1);
    assertThat(page.replaceAll("\\s+", " "))
        .contains(
            "STOPS CARDS: configuration: devices.d/encoder-1.toml:",
            "did you mean hopper?",
            "dsc.p12 is not there",
            "countersign check");
    fits();
  }

  @Test
  void a_ledger_that_was_changed_is_found_although_nobody_runs() throws Exception {
    station.device("encoder-1", ENCODER);
    Gateway.start(folder).close();
    Path ledger = LedgerFixture.file(folder);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        var statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE records SET state = 'online!' WHERE sequence = 1");
    }
    assertThat(doctorOfStopped("en")).isEqualTo(1);
    assertThat(page.replaceAll("\\s+", " "))
        .contains("STOPS CARDS: ledger: it takes no record: the chain is broken");
    fits();
  }

  @Test
  void a_clock_that_the_next_start_will_not_believe_is_told_beforehand() throws Exception {
    station.device("encoder-1", ENCODER);
    Path ledger = LedgerFixture.file(folder);
    Clock before = Clock.offset(Clock.systemUTC(), Duration.ofDays(-60));
    StationKey key = StationKey.readOrCreate(folder.resolve("secrets/station.key"), ledger);
    try (Ledger opened =
        Ledger.open(new Ledger.Settings(ledger, key, 1), before, new SimpleMeterRegistry())) {
      opened.selfTest("good", Map.of());
    }
    assertThat(doctorOfStopped("en")).isEqualTo(1);
    assertThat(page.replaceAll("\\s+", " "))
        .contains("STOPS CARDS: clock: the clock says", "1440.0 hours after the newest record")
        .contains("two persons confirm the clock: countersign clock confirm");
    fits();
  }

  @Test
  void for_programs_there_is_one_line_of_json_a_finding_and_one_for_the_day() throws Exception {
    assertThat(doctorOfStopped("zh", "--json")).isEqualTo(1);
    List<String> lines = page.lines().toList();
    JsonNode first = new ObjectMapper().readTree(lines.getFirst());
    assertThat(first.path("verdict").asText()).isEqualTo("bad");
    assertThat(first.path("todo").asText()).isNotEmpty();
    JsonNode day = new ObjectMapper().readTree(lines.getLast());
    assertThat(day.path("running").asBoolean(true)).isFalse();
    assertThat(day.has("cards")).isFalse();
  }

  @Test
  void the_self_test_on_demand_tells_what_is_good_too() throws Exception {
    station.device("encoder-1", ENCODER);
    try (Gateway gateway = Gateway.start(folder)) {
      online(gateway);
      assertThat(
              run(
                  "self-test",
                  "--url",
                  "http://127.0.0.1:" + gateway.port(),
                  "--token-file",
                  folder.resolve("secrets/http.token").toString(),
                  "--lang",
                  "en"))
          .isZero();
      assertThat(page)
          .contains(
              "good: devices: encoder-1: ready (",
              "good: certificates: ICAO-P256: the key signs; ",
              "good: profiles: residence-permit, residence-registration-card",
              "Today can hold ");
      fits();
    }
  }
}
