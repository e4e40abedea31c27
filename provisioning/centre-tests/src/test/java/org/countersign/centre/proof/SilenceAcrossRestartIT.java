package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.countersign.centre.account.Role;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.SilenceTable;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A centre that is killed while stations are silent, on a real broker. */
@Timeout(300)
class SilenceAcrossRestartIT {

  /** Alerts and stations from before wait 45 and 40 s after the link, by design. */
  private static final Duration SETTLED = Duration.ofSeconds(90);

  @TempDir Path folder;

  private final List<AutoCloseable> neighbours = new ArrayList<>();
  private final Map<String, Process> stations = new HashMap<>();
  private PrivateMosquitto broker;
  private CentreProcess centre;

  @BeforeEach
  void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder, "log_dest topic", "log_type notice", "log_type error");
    centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
    for (int i = 1; i <= 5; i++) {
      neighbours.add(new BeatingStation(broker.uri(), "north", "n-" + i));
    }
    for (String name : List.of("killed", "stopped", "doomed")) {
      stations.put(
          name, BeatingStation.process(broker.uri(), "north", name, folder.resolve(name + ".log")));
    }
  }

  @AfterEach
  void end() throws Exception {
    stations.values().forEach(Process::destroyForcibly);
    for (AutoCloseable neighbour : neighbours) {
      neighbour.close();
    }
    if (centre != null) {
      centre.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void whatIsKnownOfSilencesStaysAndWhoDiedMeanwhileIsFound() throws Exception {
    JsonNode killed;
    JsonNode stopped;
    JsonNode alert;
    try (Desk desk = Desk.of(centre, Role.OPERATOR)) {
      for (String name : stations.keySet()) {
        var ignored = await(desk, name, "/condition/capacity", "full");
      }
      station("killed").destroyForcibly();
      station("stopped").destroy();
      killed = await(desk, "killed", "/silence/why", "SERVICE");
      stopped = await(desk, "stopped", "/silence/why", "PLANNED");
      alert =
          Eventually.within(SETTLED, "an alert", () -> open(desk), all -> all.size() == 1).get(0);
      String path = "/v1/alerts/" + alert.path("number").longValue() + "/acknowledgement";
      assertThat(desk.post(path)).isBetween(200, 204);
      Eventually.until("that both silences are kept", () -> kept() == 2);
    }

    centre.kill();
    station("doomed").destroyForcibly();
    assertThat(station("doomed").waitFor()).isNotZero();
    centre.start();

    try (Desk desk = Desk.of(centre, Role.VIEWER)) {
      assertThat(await(desk, "stopped", "/silence/why", "PLANNED").at("/silence/from"))
          .isEqualTo(stopped.at("/silence/from"));
      assertThat(desk.get(path("killed")).at("/silence/from"))
          .isEqualTo(killed.at("/silence/from"));
      assertThat(desk.get(path("killed")).at("/silence/why").textValue()).isEqualTo("SERVICE");
      assertThat(desk.get(path("killed")).at("/silence/evidence").toString())
          .contains("the broker says: its connection was closed at once");
      assertThat(desk.get(path("doomed")).at("/condition/cause").textValue())
          .isEqualToIgnoringCase("unheard");

      JsonNode doomed =
          Eventually.within(
              SETTLED,
              "the one that died meanwhile",
              () -> desk.get(path("doomed")),
              found -> found.has("silence"));
      assertThat(doomed.at("/silence/why").textValue()).isEqualTo("UNKNOWN");
      assertThat(doomed.at("/silence/evidence").toString())
          .contains("it was heard last at ")
          .doesNotContain("1970-")
          .doesNotContain("in the same moments");

      JsonNode open =
          Eventually.within(SETTLED, "its alert", () -> open(desk), all -> all.size() == 2);
      JsonNode same =
          open.get(0).path("number").equals(alert.path("number")) ? open.get(0) : open.get(1);
      assertThat(same.path("number")).isEqualTo(alert.path("number"));
      assertThat(same.path("openedAt")).isEqualTo(alert.path("openedAt"));
      assertThat(same.path("acknowledgedBy").textValue()).isEqualTo(Role.OPERATOR.word());
      assertThat(desk.get("/v1/alerts").path("closed")).isEmpty();
    }
  }

  private Process station(String name) {
    return stations.get(name);
  }

  private static String path(String station) {
    return "/v1/stations/north/" + station;
  }

  private static JsonNode open(Desk desk) throws Exception {
    return desk.get("/v1/alerts").path("open");
  }

  private int kept() {
    try (Database database = centre.database()) {
      return new SilenceTable(database).open().size();
    }
  }

  private static JsonNode await(Desk desk, String station, String member, String value)
      throws Exception {
    return Eventually.until(
        station,
        () ->
            desk.status(path(station)) == 200 ? desk.get(path(station)) : MissingNode.getInstance(),
        found -> found.at(member).asText().equals(value));
  }
}
