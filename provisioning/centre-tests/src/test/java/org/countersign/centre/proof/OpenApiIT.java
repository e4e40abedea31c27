package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.centre.proof.HandMadeStation.real;
import static org.countersign.centre.proof.HandMadeStation.text;
import static org.countersign.centre.proof.HandMadeStation.whole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countersign.centre.account.Role;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a centre sends is what {@code openapi.yaml} says: every member that must be there is, and no
 * other one. A station is there that has everything which the API can tell of one.
 */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiIT {

  private static final String STATION = "/v1/stations/{district}/{station}";
  private static final String PLACE = "/v1/stations/north/full";

  private PrivateMosquitto broker;
  private CentreProcess centre;
  private HandMadeStation station;
  private Desk desk;
  private OpenApi described;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
    desk = Desk.of(centre, Role.ADMIN);
    described = OpenApi.of(desk);
    station = new HandMadeStation(broker.uri(), "north", "full");
    liveThroughEverything();
  }

  @AfterAll
  void end() throws Exception {
    if (station != null) {
      station.close();
    }
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

  /** A silence that is over, an alert, records with a gap, a plan, and a silence elsewhere. */
  private void liveThroughEverything() throws Exception {
    beBorn("");
    Eventually.until("a station", () -> desk.status(PLACE) == 200);
    station.death();
    Eventually.until("a silence", () -> desk.get(PLACE).has("silence"));
    beBorn("the door is open");
    Eventually.until("a silence's end", () -> !desk.get(PLACE).path("silences").isEmpty());
    Eventually.until("an alert", () -> !desk.get("/v1/alerts").path("open").isEmpty());
    station.records(
        new RecordBatch(
            "full",
            1,
            0,
            0,
            List.of(
                record(1, new RecordContent.Issuance("job", "SERIAL", "00", "profile")),
                record(2, new RecordContent.Revocation("job", "SERIAL", "00", "LOST")),
                record(3, new RecordContent.Alarm("sam-away", "reader", true, "it is away")))));
    Eventually.until("alarms", () -> !desk.get(PLACE).path("alarms").isEmpty());
    station.records(
        new RecordBatch(
            "full", 1, 5, 5, List.of(record(6, new RecordContent.Alarm("new", "", true, "x")))));
    Eventually.until("a gap", () -> !desk.get(PLACE).at("/records/gaps").isEmpty());
    long now = System.currentTimeMillis();
    Map<String, Object> plan =
        new HashMap<>(
            Map.of("district", "north", "from", now, "to", now + 9_000_000, "reason", "paint"));
    plan.put("station", "another");
    assertThat(desk.post("/v1/plans", plan)).isEqualTo(201);
    try (HandMadeStation other = new HandMadeStation(broker.uri(), "south", "silent")) {
      other.birth();
      other.death();
    }
    Eventually.until(
        "another silence", () -> desk.get("/v1/overview").findValue("silence") != null);
  }

  private void beBorn(String hold) throws Exception {
    station.birth(
        text("Issuing/Hold", hold),
        whole("Jobs/Waiting", 3),
        text("Properties/Site", "town hall"),
        real("Box/Room", 20.5).withUnit("Cel"),
        real("Box/Unknown", Double.NaN));
    station.device("encoder-1", text("State", "online"), real("Heat", 41).withUnit("Cel"));
  }

  private static StationRecord record(long sequence, RecordContent content) {
    return new StationRecord(
        sequence, "%064x".formatted(sequence), System.currentTimeMillis(), content);
  }

  @Test
  void everyAnswerIsAsItIsDescribed() throws Exception {
    Map<String, String> asked =
        Map.ofEntries(
            Map.entry("/v1/session", "/v1/session"),
            Map.entry("/v1/overview", "/v1/overview"),
            Map.entry("/v1/fleet", "/v1/fleet"),
            Map.entry("/v1/stations?limit=1", "/v1/stations"),
            Map.entry(PLACE, STATION),
            Map.entry(PLACE + "/history?metric=Box/Room", STATION + "/history"),
            Map.entry("/v1/plans", "/v1/plans"),
            Map.entry("/v1/alerts", "/v1/alerts"),
            Map.entry("/v1/cards?serial=SERIAL", "/v1/cards"),
            Map.entry("/v1/audit?limit=1", "/v1/audit"),
            Map.entry("/v1/commissioning", "/v1/commissioning"));
    for (Map.Entry<String, String> one : asked.entrySet()) {
      JsonNode answer = desk.get(one.getKey());
      assertThat(described.faultsOfAnswer(one.getValue(), answer))
          .as("%s, which answers %s", one.getKey(), answer)
          .isEmpty();
    }
  }

  @Test
  void aRefusalIsAsItIsDescribed() throws Exception {
    JsonNode refusal = new ObjectMapper().readTree(desk.logIn("nobody", "wrong").body());
    assertThat(described.faultsOf("Problem", refusal)).as("%s", refusal).isEmpty();
  }

  @Test
  void everyEventIsAsItIsDescribed() throws Exception {
    Map<String, String> schemas =
        Map.of("overview", "Overview", "alert", "AlertEvent", "link", "Link");
    Map<String, JsonNode> heard = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(desk.follow(), StandardCharsets.UTF_8))) {
      assertThat(desk.post("/v1/alerts/" + openAlert() + "/acknowledgement")).isEqualTo(204);
      String event = "";
      while (!heard.keySet().containsAll(schemas.keySet())) {
        String line = lines.readLine();
        if (line.startsWith("event:")) {
          event = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          heard.put(event, new ObjectMapper().readTree(line.substring("data:".length())));
        }
      }
    }
    for (Map.Entry<String, String> one : schemas.entrySet()) {
      assertThat(described.faultsOf(one.getValue(), heard.get(one.getKey())))
          .as("%s, which is %s", one.getKey(), heard.get(one.getKey()))
          .isEmpty();
    }
  }

  private long openAlert() throws Exception {
    return desk.get("/v1/alerts").at("/open/0/number").longValue();
  }

  @Test
  void aHistoryHasTheUnitOfItsMetric() throws Exception {
    assertThat(unit("metric=Box/Room")).isEqualTo("Cel");
    assertThat(unit("metric=Heat&device=encoder-1")).isEqualTo("Cel");
    assertThat(unit("metric=Heat")).isEmpty();
    assertThat(unit("metric=Jobs/Waiting")).isEmpty();
  }

  private String unit(String query) throws Exception {
    return desk.get(PLACE + "/history?" + query).path("unit").asText();
  }

  /** Such a check is worth nothing if it lets anything pass. */
  @Test
  void whatIsLeftOutAddedOrOfAnotherKindIsAFault() throws Exception {
    ObjectNode added = (ObjectNode) desk.get(PLACE);
    ((ObjectNode) added.path("condition")).put("secret", 1);
    assertThat(described.faultsOfAnswer(STATION, added)).anyMatch(one -> one.contains("'secret'"));
    ObjectNode leftOut = (ObjectNode) desk.get(PLACE);
    ((ObjectNode) leftOut.at("/metrics/0")).remove("at");
    assertThat(described.faultsOfAnswer(STATION, leftOut)).anyMatch(one -> one.contains("'at'"));
    ObjectNode another = (ObjectNode) desk.get(PLACE);
    another.put("since", "yesterday");
    assertThat(described.faultsOfAnswer(STATION, another))
        .anyMatch(one -> one.startsWith("$.since: string found"));
  }
}
