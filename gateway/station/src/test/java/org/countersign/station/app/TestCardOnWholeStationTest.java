package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardState;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.Latency;
import org.countersign.simulator.Pace;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.countersign.station.commands.Countersign;
import org.countersign.station.commands.TabletopSlot;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The self-test of a whole station with a card at its reader, as the API and the doctor tell. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardOnWholeStationTest {

  private static final String REGISTRATION = "residence-registration-card";
  private static final String KEY = "404142434445464748494A4B4C4D4E4F";
  private static final String WRONG_KEY = "000102030405060708090A0B0C0D0E0F";
  private static final int WRITING = 9;
  private static final int SELECT = 0xA4;
  private static final int READ_BINARY = 0xB0;
  private static final int EXTERNAL_AUTHENTICATE = 0x82;

  @TempDir Path folder;
  private VirtualCard card;
  private StationFolder made;
  private TabletopSlot slot;
  private RunningStation station;

  @BeforeEach
  void make() throws Exception {
    card = PreparedTestCard.make();
    made = StationFolder.make(folder);
    made.testCards(KEY, card.chipId());
    slot = slot(new VirtualReader());
    made.device(
        "slot",
        """
        driver = "tabletop"
        reader = "test-card"
        profiles = ["residence-registration-card"]
        """);
  }

  private static TabletopSlot slot(VirtualReader reader) {
    return TabletopSlot.named("test-card", reader);
  }

  private void start() throws Exception {
    station = RunningStation.start(folder);
    until("online", () -> station.gateway.devices().all().getFirst().state() == DeviceState.ONLINE);
  }

  @AfterEach
  void stop() {
    station.close();
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000; i++) {
      if (reached.getAsBoolean()) {
        return;
      }
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  private JsonNode selfTest() throws Exception {
    RunningStation.Answer answer = station.post("/v1/self-test");
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  /** Verdict, code and arguments of what is found of the test card. */
  private String found(JsonNode report) {
    List<String> found = new ArrayList<>();
    for (JsonNode finding : report.path("findings")) {
      if (finding.path("code").asText().startsWith("testCard.")) {
        assertThat(finding.path("subject").asText()).isEqualTo("slot");
        found.add(
            finding.path("verdict").asText()
                + " "
                + finding.path("code").asText()
                + " "
                + finding.path("arguments"));
      }
    }
    assertThat(found).as("%s", report).hasSize(1);
    return found.getFirst();
  }

  private double measured(String name) {
    return station.gateway.metrics().get(name).tag("device", "slot").gauge().value();
  }

  private String doctor(String language) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);
    int ignored =
        Countersign.run(
            Terminal.interactive(stream, stream, false, 400),
            "doctor",
            "--url",
            "http://127.0.0.1:" + station.gateway.port(),
            "--token-file",
            folder.resolve("secrets/http.token").toString(),
            "--lang",
            language);
    return written.toString(StandardCharsets.UTF_8);
  }

  private void unchanged(CardState before) {
    CardState after = card.state();
    assertThat(after.triesLeft()).isEqualTo(before.triesLeft());
    assertThat(after.pagesWritten()).isEqualTo(before.pagesWritten());
  }

  @Test
  void a_good_test_card_is_written_and_read_back_and_then_no_blank_for_the_first_job()
      throws Exception {
    start();
    slot.reader.insert(card);

    JsonNode report = selfTest();

    assertThat(found(report))
        .startsWith("good testCard.good ")
        .endsWith("\"3.0\",\"" + card.chipId() + "\"]");
    assertThat(report.path("cards").asLong()).isPositive();
    assertThat(PreparedTestCard.written(card)).matches("[0-9]{10}");
    assertThat(measured("countersign.test.card.good")).isEqualTo(1);
    assertThat(measured("countersign.test.card.time")).isPositive();

    CardState before = card.state();
    station.submit("a", REGISTRATION);
    assertThat(station.triedInVain("a").path("problem").asText()).contains("is a test card");
    unchanged(before);
    assertThat(station.stock().path("quarantined").asInt()).isZero();
    slot.reader.remove();
    until("asks", () -> detail().contains("insert a blank card"));
    slot.reader.insert(VirtualCard.blank(CardKind.FILE));
    assertThat(station.ended("a").path("state").asText()).isEqualTo("ACTIVATED");
  }

  private String detail() {
    return station.gateway.devices().all().getFirst().detail();
  }

  @Test
  void without_a_card_it_is_noted_and_the_whole_is_good() throws Exception {
    start();

    JsonNode report = selfTest();

    assertThat(found(report)).isEqualTo("note testCard.none []");
    assertThat(report.path("cards").asLong()).isPositive();
    assertThat(measured("countersign.test.card.good")).isNaN();
  }

  @Test
  void a_chip_that_is_not_on_the_list_is_asked_its_number_and_nothing_else() throws Exception {
    start();
    card = VirtualCard.blank(CardKind.FILE);
    CardState before = card.state();
    slot.reader.insert(card);

    assertThat(found(selfTest())).isEqualTo("note testCard.other [\"" + card.chipId() + "\"]");

    assertThat(slot.instructions()).isNotEmpty().containsOnly(SELECT, READ_BINARY);
    unchanged(before);
  }

  @Test
  void somebody_elses_chip_is_left_as_it_is() throws Exception {
    start();
    card = VirtualCard.blank(CardKind.FOREIGN);
    CardState before = card.state();
    slot.reader.insert(card);

    assertThat(found(selfTest())).isEqualTo("note testCard.foreign []");

    assertThat(slot.instructions()).containsOnly(SELECT);
    unchanged(before);
  }

  @Test
  void a_wrong_key_is_tried_once_and_never_again_after_a_restart_neither() throws Exception {
    made.testCards(WRONG_KEY, card.chipId());
    int tries = card.state().triesLeft();
    slot.reader.insert(card);
    start();

    assertThat(found(selfTest())).isEqualTo("warning testCard.refused []");
    assertThat(slot.instructions()).containsOnlyOnce(EXTERNAL_AUTHENTICATE);
    assertThat(card.state().triesLeft()).isEqualTo(tries - 1);
    assertThat(doctor("en"))
        .contains("soon: devices: slot: the test card refuses its keys, which are not tried again")
        .contains("raise the version of its profile");
    assertThat(doctor("zh")).contains("测试卡拒绝了密钥，不会再次尝试", "提高其卡片配置的版本号");

    assertThat(found(selfTest())).isEqualTo("warning testCard.refused []");
    station.close();
    start();
    JsonNode report = selfTest();

    assertThat(found(report)).isEqualTo("warning testCard.refused []");
    assertThat(slot.instructions()).doesNotContain(EXTERNAL_AUTHENTICATE);
    assertThat(card.state().triesLeft()).isEqualTo(tries - 1);
    assertThat(report.path("cards").asLong()).as("it says nothing of the device").isPositive();
  }

  @Test
  void a_card_that_is_pulled_in_the_middle_stops_its_device_until_it_is_proven() throws Exception {
    start();
    insertedAndPulledInTheMiddle();

    JsonNode report = selfTest();

    assertThat(found(report)).startsWith("bad testCard.failed [\"write\"");
    assertThat(report.path("cards").asLong()).isZero();
    assertThat(report.path("limit").asText()).isEqualTo("devices");
    assertThat(measured("countersign.test.card.good")).isZero();
    insertedAndPulledInTheMiddle();
    assertThat(doctor("en")).contains("STOPS CARDS: devices: slot: the test card failed at write");
    insertedAndPulledInTheMiddle();
    assertThat(doctor("zh")).contains("测试卡在 write 步骤失败");

    slot.reader.insert(card);
    assertThat(found(selfTest())).startsWith("good testCard.good ");
  }

  private void insertedAndPulledInTheMiddle() {
    slot.reader.insert(card, FaultPlan.none().with(new CardFault.Pull(WRITING, 1)));
  }

  @Test
  void a_device_that_is_slow_is_told_with_its_seconds_and_makes_cards() throws Exception {
    Latency slow = new Latency(Duration.ofMillis(500), Duration.ZERO, Duration.ZERO, Duration.ZERO);
    slot = slot(new VirtualReader(slow, Pace.real(), VirtualReader.DEFAULT_MAX_DATA));
    slot.reader.insert(card);
    start();

    JsonNode report = selfTest();

    assertThat(found(report))
        .matches("warning testCard.slow \\[\"[3-6]\\.[0-9]\",\"3\\.0\",\"[0-9A-F]+\"]");
    assertThat(report.path("cards").asLong()).isPositive();
  }
}
