package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.centre.proof.HandMadeStation.text;
import static org.countersign.centre.proof.HandMadeStation.whole;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;

/** A station whose every text means something to SQL, to COPY, to HTML or to a template. */
final class HostileTexts {

  /** In ids too, so without what MQTT forbids there, and what a path of HTTP may not hold. */
  static final String EVIL = "'; drop table record; --<script>\"%00%2f{{7*7}}${1}";

  /** In other texts. */
  private static final String WORDS = EVIL + "\\N\\.\t\n../+#";

  private HostileTexts() {}

  /** Path of the station in the API. */
  static String path() {
    return "/v1/stations/" + Desk.encoded(EVIL) + "/" + Desk.encoded(EVIL);
  }

  /** Says everything once, with the numeric metric of that name as well. */
  static void say(HandMadeStation station) throws Exception {
    station.birth(
        text("Issuing/Hold", WORDS),
        text("Properties/Site", WORDS),
        text("Stop/Planned", WORDS),
        text(EVIL, WORDS),
        whole("number " + EVIL, 7));
    station.device(EVIL, text("State", WORDS), text("Detail", WORDS));
    RecordContent card = new RecordContent.Issuance(WORDS, EVIL, WORDS, WORDS);
    station.records(
        new RecordBatch(
            EVIL,
            1,
            0,
            0,
            List.of(new StationRecord(1, "a1".repeat(32), System.currentTimeMillis(), card))));
  }

  /** Each text comes out as it went in. */
  static void requireOnlyText(Desk desk) throws Exception {
    Eventually.until("a birth", () -> desk.status(path()) == 200);
    JsonNode now =
        Eventually.until(
            "device and card of the hostile station",
            () -> desk.get(path()),
            found -> !found.path("devices").isEmpty() && !found.at("/records/cards").isEmpty());
    assertThat(now.path("station").textValue()).isEqualTo(EVIL);
    assertThat(now.path("district").textValue()).isEqualTo(EVIL);
    assertThat(now.at("/condition/cause").textValue()).isEqualTo("held");
    assertThat(now.at("/condition/detail").textValue()).isEqualTo(WORDS);
    for (String name : List.of("Issuing/Hold", "Properties/Site", "Stop/Planned", EVIL)) {
      assertThat(metric(now, name)).as(name).isEqualTo(WORDS);
    }
    JsonNode device = now.at("/devices/0");
    assertThat(device.path("id").textValue()).isEqualTo(EVIL);
    assertThat(metric(device, "Detail")).isEqualTo(WORDS);
    JsonNode card = desk.get("/v1/cards?serial=" + Desk.encoded(EVIL)).at("/cards/0");
    for (String member : List.of("district", "station", "serial")) {
      assertThat(card.path(member).textValue()).as(member).isEqualTo(EVIL);
    }
    for (String member : List.of("chip", "profile")) {
      assertThat(card.path(member).textValue()).as(member).isEqualTo(WORDS);
    }
    JsonNode points =
        desk.get(path() + "/history?metric=" + Desk.encoded("number " + EVIL)).path("points");
    assertThat(points).hasSize(1);
    assertThat(points.at("/0/3").doubleValue()).isEqualTo(7);
  }

  private static String metric(JsonNode owner, String name) {
    for (JsonNode metric : owner.path("metrics")) {
      if (metric.path("name").textValue().equals(name)) {
        return metric.path("value").textValue();
      }
    }
    throw new AssertionError("there is no metric " + name);
  }
}
