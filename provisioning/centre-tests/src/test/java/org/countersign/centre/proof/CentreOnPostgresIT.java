package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import org.countersign.centre.account.Role;
import org.countersign.centre.store.Database;
import org.countersign.protocol.records.RecordAck;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.PrivatePostgres;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The whole centre on a real PostgreSQL, which is also lost. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class CentreOnPostgresIT {

  private static final int STATIONS = 40;

  @TempDir Path folder;

  private PrivateMosquitto broker;
  private PrivatePostgres server;
  private CentreProcess centre;

  @BeforeEach
  void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    PrivatePostgres.obstacle().ifPresent(RealPart::absent);
    broker = PrivateMosquitto.start(folder);
    server = PrivatePostgres.start();
    centre = CentreProcess.startOnServer(folder.resolve("centre"), broker.uri(), server.url());
  }

  @AfterEach
  void end() throws Exception {
    if (centre != null) {
      centre.close();
    }
    if (server != null) {
      server.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void recordsChartsAndAlertsOutliveARestart() throws Exception {
    try (HandMadeStation hostile =
            new HandMadeStation(broker.uri(), HostileTexts.EVIL, HostileTexts.EVIL);
        SimulatedFleet fleet = SimulatedFleet.start(broker.uri(), STATIONS, 2)) {
      HostileTexts.say(hostile);
      long alert;
      try (Desk desk = Desk.of(centre, Role.VIEWER)) {
        HostileTexts.requireOnlyText(desk);
        alert = openAlert(desk);
      }
      Eventually.until("records of cards", () -> count("record"), found -> found > 20);
      centre.stop();
      assertThat(count("history_block")).isGreaterThan(STATIONS);
      long before = count("record");
      centre.start();
      Eventually.until("more records", () -> count("record"), found -> found > before);
      assertThat(fleet.connected()).isEqualTo(STATIONS);
      try (Desk desk = Desk.of(centre, Role.VIEWER)) {
        assertThat(openAlert(desk)).isEqualTo(alert);
        hostile.birth(HandMadeStation.text("Issuing/Hold", HostileTexts.EVIL));
        // From the database: since its start the centre has heard no such number.
        JsonNode points =
            desk.get(
                    HostileTexts.path()
                        + "/history?metric="
                        + Desk.encoded("number " + HostileTexts.EVIL))
                .path("points");
        assertThat(points.at("/0/3").doubleValue()).isEqualTo(7);
      }
    }
  }

  @Test
  void whatIsNotStoredIsNotAcknowledgedAndThePageSaysThatTheStoreIsAway() throws Exception {
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "north", "held");
        Desk desk = Desk.of(centre, Role.VIEWER)) {
      station.birth(HandMadeStation.text("Issuing/Hold", "the door is open"));
      Queue<RecordAck> acks = station.acks();
      station.records(batch(0, 1, "BEFORE"));
      Eventually.until("an acknowledgement", () -> acks.size() == 1);
      long alert = openAlert(desk);
      assertThat(desk.get("/v1/overview").at("/store/answers").booleanValue()).isTrue();
      server.kill();
      station.records(batch(1, 2, "MEANWHILE"));
      Eventually.until(
          "a store that is away",
          () -> !desk.get("/v1/overview").at("/store/answers").booleanValue());
      Eventually.until("records that are not stored", () -> centre.said().contains("not stored"));
      assertThat(desk.status("/v1/cards?serial=BEFORE")).isEqualTo(503);
      JsonNode shown = desk.get("/v1/stations/north/held");
      assertThat(shown.has("condition")).isTrue();
      assertThat(shown.has("records")).isFalse();
      assertThat(acks).hasSize(1);
      // What stations say is seen all the same.
      station.birth(HandMadeStation.text("Issuing/Hold", "another one"));
      Eventually.until(
          "the station's words",
          () -> desk.get("/v1/overview").at("/stopped/0/detail").textValue(),
          "another one"::equals);
      server.restart();
      Eventually.until(
          "a store that is back",
          () -> desk.get("/v1/overview").at("/store/answers").booleanValue());
      assertThat(acks).hasSize(1);
      station.records(batch(1, 2, "MEANWHILE"));
      Eventually.until("the second acknowledgement", () -> acks.size() == 2);
      assertThat(acks).extracting(RecordAck::through).containsExactly(1L, 2L);
      assertThat(desk.get("/v1/cards?serial=BEFORE").path("cards")).hasSize(1);
      assertThat(desk.get("/v1/cards?serial=MEANWHILE").path("cards")).hasSize(1);
      assertThat(openAlert(desk)).isEqualTo(alert);
      assertThat(centre.said()).doesNotContain("ends by an error", "OutOfMemory");
    }
  }

  private static RecordBatch batch(long previous, long sequence, String serial) {
    RecordContent card = new RecordContent.Issuance("job", serial, "00", "profile");
    StationRecord record =
        new StationRecord(sequence, "%064x".formatted(sequence), System.currentTimeMillis(), card);
    return new RecordBatch("held", 1, 0, previous, List.of(record));
  }

  /** Number of the alert that a held station makes. */
  private static long openAlert(Desk desk) throws Exception {
    JsonNode alerts =
        Eventually.until(
            "an alert of a held station",
            () -> desk.get("/v1/alerts").path("open"),
            open -> open.findValuesAsText("cause").contains("held"));
    for (JsonNode alert : alerts) {
      if (alert.path("cause").textValue().equals("held")) {
        return alert.path("number").longValue();
      }
    }
    throw new AssertionError("no held station in " + alerts);
  }

  private long count(String table) {
    try (Database database = centre.database()) {
      return database
          .query("count", "select count(*) from " + table, row -> row.getLong(1))
          .getFirst();
    }
  }
}
