package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.countersign.centre.proof.HandMadeStation.text;
import static org.countersign.centre.proof.HandMadeStation.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.countersign.centre.account.Role;
import org.countersign.centre.store.Database;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stations that are broken or forged. After each of them a good one is born and seen: the centre
 * took no harm.
 */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

  private PrivateMosquitto broker;
  private CentreProcess centre;
  private Desk desk;
  private int good;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
    desk = Desk.of(centre, Role.VIEWER);
  }

  @AfterAll
  void end() throws Exception {
    if (desk != null) {
      desk.close();
    }
    if (centre != null) {
      centre.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @AfterEach
  void aGoodStationIsStillTaken() throws Exception {
    try (HandMadeStation station = station("good", "good-" + ++good)) {
      station.birth();
      station.device("encoder-1");
      awaitCapacity(station, "full");
    }
    assertThat(centre.said()).doesNotContain("met a defect", "ends by an error", "OutOfMemory");
  }

  private HandMadeStation station(String district, String name) throws Exception {
    return new HandMadeStation(broker.uri(), district, name);
  }

  private static String path(HandMadeStation station) {
    return "/v1/stations/"
        + Desk.encoded(station.node().group())
        + "/"
        + Desk.encoded(station.node().node());
  }

  private JsonNode awaitCapacity(HandMadeStation station, String capacity) throws Exception {
    Eventually.until("a birth", () -> desk.status(path(station)) == 200);
    return Eventually.until(
        "capacity " + capacity,
        () -> desk.get(path(station)),
        now -> now.at("/condition/capacity").textValue().equals(capacity));
  }

  @Test
  void birthsThatAreNoneMakeNoStation() throws Exception {
    try (HandMadeStation station = station("malformed", "malformed")) {
      String topic = station.node().topic(MessageType.NBIRTH).toString();
      byte[] birth = station.birthPayload(List.of(text("Properties/Version", "1")));
      for (int length = 0; length < birth.length - 1; length += 3) {
        station.raw(topic, Arrays.copyOf(birth, length));
      }
      Metric bdSeq = whole("bdSeq", 1);
      Metric rebirth = HandMadeStation.rebirth();
      for (byte[] incomplete :
          List.of(
              nodeBirth(OptionalInt.empty(), bdSeq, rebirth),
              nodeBirth(OptionalInt.of(0), bdSeq),
              nodeBirth(OptionalInt.of(0), rebirth),
              nodeBirth(OptionalInt.of(0), rebirth, whole("bdSeq", 256)),
              nodeBirth(OptionalInt.of(0), rebirth, bdSeq, bdSeq))) {
        station.raw(topic, incomplete);
        // A station that was believed is judged with its first device, and not before.
        station.raw(
            station.node().topic(MessageType.DBIRTH, "encoder-1").toString(),
            HandMadeStation.payload(
                MessageType.DBIRTH, OptionalInt.of(1), text("State", "online")));
      }
      Random random = new Random(7);
      for (int i = 0; i < 200; i++) {
        byte[] noise = new byte[1 + random.nextInt(300)];
        random.nextBytes(noise);
        station.raw(topic, noise);
      }
      station.raw(topic, new byte[2 << 20]);
      station.raw("spBv1.0/malformed/NBIRTH", birth);
      station.raw("spBv1.0/malformed/NBIRTH/malformed/device", birth);
    }
    aGoodStationIsStillTaken();
    assertThat(desk.get("/v1/stations?district=malformed").path("stations")).isEmpty();
  }

  private static byte[] nodeBirth(OptionalInt seq, Metric... metrics) {
    return HandMadeStation.payload(MessageType.NBIRTH, seq, metrics);
  }

  @Test
  void aBirthThatIsSentAgainBySomebodyElseBringsNothingBack() throws Exception {
    try (HandMadeStation station = station("replayed", "replayed")) {
      byte[] old = station.birthPayload(List.of(text("Issuing/Hold", "long ago")));
      String topic = station.node().topic(MessageType.NBIRTH).toString();
      station.raw(topic, old);
      JsonNode then = awaitCapacity(station, "none");
      assertThat(then.at("/condition/detail").textValue()).isEqualTo("long ago");
      station.birth(text("Issuing/Hold", ""));
      station.device("encoder-1");
      awaitCapacity(station, "full");
      station.raw(topic, old);
      // It is not believed; neither is the session that it breaks into, until its station answers.
      JsonNode doubted = awaitCapacity(station, "unknown");
      assertThat(doubted.at("/condition/cause").textValue()).isEqualTo("stale");
      assertThat(doubted.toString()).doesNotContain("long ago");
      station.birth(text("Issuing/Hold", ""));
      station.device("encoder-1");
      awaitCapacity(station, "full");
    }
  }

  @Test
  void aMetricNameOf64KilobytesIsRefusedWithItsBirth() throws Exception {
    try (HandMadeStation station = station("long", "long")) {
      station.birth(text("n".repeat(64 * 1024), "value"));
      station.device("encoder-1");
      aGoodStationIsStillTaken();
      assertThat(desk.status(path(station))).isEqualTo(404);
      station.birth(text("short", "t".repeat(70_000)));
      station.device("encoder-1");
      aGoodStationIsStillTaken();
      assertThat(desk.status(path(station))).isEqualTo(404);
      station.birth();
      awaitCapacity(station, "none");
    }
  }

  @Test
  void aMillionMetricsOfOneBoxCostNoMoreThanAFew() throws Exception {
    int each = 4_900; // As many as one box may have, so that they are taken and not refused.
    try (HandMadeStation station = station("many", "many")) {
      station.birth(text("Issuing/Hold", "the first"));
      awaitMetrics(station, 3);
      long before = centre.usedHeap();
      for (int birth = 1; birth <= 205; birth++) {
        station.birth(metrics(birth * each, each));
        if (birth % 40 == 0) {
          awaitMetrics(station, each + 2);
        }
      }
      awaitMetrics(station, each + 2);
      station.birth(text("Issuing/Hold", "the last"));
      awaitMetrics(station, 3);
      assertThat(centre.usedHeap() - before).isLessThan(16 << 20);
    }
    long history = 0;
    for (Path file : centre.historyFiles()) {
      history += Files.size(file);
    }
    assertThat(history).isLessThan(4 << 20);
  }

  /** Numbers and texts, none of which was there before. */
  private static Metric[] metrics(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(number ->
            number % 2 == 0
                ? whole("metric-" + number, number)
                : text("metric-" + number, "value " + number))
        .toArray(Metric[]::new);
  }

  private void awaitMetrics(HandMadeStation station, int count) throws Exception {
    Eventually.until("a birth", () -> desk.status(path(station)) == 200);
    var ignored =
        Eventually.until(
            count + " metrics",
            () -> desk.get(path(station)).path("metrics").size(),
            found -> found == count);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1})
  void aStationWhoseClockIsADayWrongIsSeenAsItIsNow(long days) throws Exception {
    Duration ahead = Duration.ofDays(days);
    String name = days > 0 ? "ahead" : "behind";
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "clocks", name, ahead)) {
      station.birth(whole("Level", 7));
      station.device("encoder-1");
      JsonNode now = awaitCapacity(station, "full");
      assertThat(now.path("clockAheadMillis").longValue())
          .isCloseTo(ahead.toMillis(), within(30_000L));
      station.data(whole("Level", 8));
      long asked = System.currentTimeMillis();
      JsonNode points =
          Eventually.until(
              "the new level",
              () ->
                  desk.get(
                          path(station)
                              + "/history?metric=Level&points=1&from="
                              + (asked - 600_000)
                              + "&to="
                              + (asked + 600_000))
                      .path("points"),
              found -> found.at("/0/3").doubleValue() == 8);
      assertThat(points.at("/0/1").doubleValue()).isEqualTo(7);
      station.death();
      JsonNode silent = awaitCapacity(station, "unknown");
      assertThat(silent.at("/condition/since").longValue()).isCloseTo(asked, within(30_000L));
      // Its clock is put right: what it says is not taken for a replay for ever.
      try (HandMadeStation right = station("clocks", name)) {
        right.birth();
        right.birth();
        right.device("encoder-1");
        awaitCapacity(right, "full");
      }
    }
  }

  @Test
  void timesOfManyYearsMakeNoFileForEachOfTheirDays() throws Exception {
    try (HandMadeStation station = station("clocks", "hostile")) {
      Metric[] metrics = new Metric[2_000];
      for (int day = 0; day < metrics.length; day++) {
        metrics[day] =
            HandMadeStation.later(whole("metric-" + day, day), Duration.ofDays(2L * day - 2_000));
      }
      station.birth(metrics);
      awaitMetrics(station, metrics.length + 2);
    }
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    Eventually.until("a file", () -> !centre.historyFiles().isEmpty());
    for (Path file : centre.historyFiles()) {
      // The test may have begun yesterday.
      assertThat(file.getFileName().toString().substring(0, today.length()))
          .isBetween(LocalDate.now(ZoneOffset.UTC).minusDays(1).toString(), today);
    }
  }

  @Test
  void recordsInAnotherStationsNameAreNotKept() throws Exception {
    try (HandMadeStation forger = station("forged", "forger");
        HandMadeStation honest = station("forged", "honest")) {
      forger.records(batch("honest", "FORGED-1"));
      forger.records(batch("forger", "OWN-1"));
      honest.records(batch("honest", "HONEST-1"));
      awaitCards("OWN-1", "forger");
      awaitCards("HONEST-1", "honest");
      assertThat(desk.get("/v1/cards?serial=FORGED-1").path("cards")).isEmpty();
    }
  }

  private static RecordBatch batch(String station, String serial) {
    RecordContent card = new RecordContent.Issuance("job", serial, "00", "profile");
    return new RecordBatch(
        station,
        1,
        0,
        0,
        List.of(new StationRecord(1, "a1".repeat(32), System.currentTimeMillis(), card)));
  }

  private void awaitCards(String serial, String station) throws Exception {
    JsonNode found =
        Eventually.until(
            "the card " + serial,
            () -> desk.get("/v1/cards?serial=" + Desk.encoded(serial)),
            answer -> !answer.path("cards").isEmpty());
    assertThat(found.at("/cards/0/station").textValue()).isEqualTo(station);
    assertThat(found.at("/cards/0/serial").textValue()).isEqualTo(serial);
  }

  @Test
  void sqlAndMarkupInEveryTextAreOnlyText() throws Exception {
    try (HandMadeStation station = station(HostileTexts.EVIL, HostileTexts.EVIL)) {
      HostileTexts.say(station);
      HostileTexts.requireOnlyText(desk);
      String asked = Desk.encoded(HostileTexts.EVIL);
      for (String query :
          List.of("stations?search=", "stations?district=", "stations?after=", "cards?serial=")) {
        assertThat(desk.status("/v1/" + query + asked)).as(query).isEqualTo(200);
      }
      assertThat(desk.status("/v1/stations?capacity=" + asked)).isEqualTo(400);
      assertThat(desk.status("/v1/stations?limit=" + asked)).isEqualTo(400);
    }
    assertThat(tables()).contains("record", "station", "account");
  }

  private List<String> tables() {
    try (Database database = centre.database()) {
      return new ArrayList<>(
          database.query(
              "list", "select name from sqlite_master where type = 'table'", r -> r.getString(1)));
    }
  }
}
