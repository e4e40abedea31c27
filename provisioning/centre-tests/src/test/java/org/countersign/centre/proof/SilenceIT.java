package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.countersign.centre.account.Role;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the centre says of a station that is frozen, killed and stopped, on a real broker. */
@Timeout(90)
class SilenceIT {

  private static final String PLACE = "/v1/stations/north/n-1";

  @TempDir Path folder;

  private final List<AutoCloseable> neighbours = new ArrayList<>();
  private PrivateMosquitto broker;
  private CentreProcess centre;
  private Optional<Process> station = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder, "log_dest topic", "log_type notice", "log_type error");
    centre = CentreProcess.start(folder.resolve("centre"), broker.uri());
    for (int i = 2; i <= 5; i++) {
      neighbours.add(new BeatingStation(broker.uri(), "north", "n-" + i));
    }
  }

  @AfterEach
  void end() throws Exception {
    station.ifPresent(Process::destroyForcibly);
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
  void aFrozenAKilledAndAStoppedStationAreToldApart() throws Exception {
    try (Desk desk = Desk.of(centre, Role.VIEWER)) {
      begin(desk);
      signal("STOP");
      // The centre misses it before the broker does, which looks every few seconds.
      await(desk, "a frozen one", "/silence/why", "UNKNOWN");
      Eventually.until(
          "that the broker says how it ended",
          () -> evidence(desk.get(PLACE).path("silence")),
          found -> found.stream().anyMatch(text -> text.contains("timed out")));
      station.orElseThrow().destroyForcibly();

      begin(desk);
      JsonNode over =
          Eventually.until(
                  "that the silence is kept",
                  () -> desk.get(PLACE).path("silences"),
                  silences -> silences.size() == 1)
              .get(0);
      assertThat(over.path("why").textValue()).isEqualTo("SERVICE");
      assertThat(over.path("sure").textValue()).isEqualTo("TOLD");
      assertThat(over.path("to").longValue()).isGreaterThan(over.path("from").longValue());

      station.orElseThrow().destroyForcibly();
      await(desk, "a killed one", "/silence/why", "SERVICE");
      assertThat(evidence(desk.get(PLACE).path("silence")))
          .anyMatch(text -> text.contains("closed at once"))
          .anyMatch(
              text -> text.equals("of the 4 other stations of the district north 4 are heard"));

      begin(desk);
      station.orElseThrow().destroy();
      await(desk, "a stopped one", "/silence/why", "PLANNED");
      JsonNode stopped = desk.get(PLACE);
      assertThat(stopped.at("/condition/capacity").textValue()).isEqualTo("away");
      assertThat(evidence(stopped.path("silence")))
          .contains("its last word: the service is stopped");
      assertThat(desk.get("/v1/overview").path("stopped")).isEmpty();
    }
  }

  private void begin(Desk desk) throws Exception {
    station =
        Optional.of(
            BeatingStation.process(broker.uri(), "north", "n-1", folder.resolve("station.log")));
    await(desk, "a station that works", "/condition/capacity", "full");
  }

  private void signal(String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(station.orElseThrow().pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void await(Desk desk, String what, String member, String value) throws Exception {
    var ignored =
        Eventually.until(
            what,
            () -> desk.status(PLACE) == 200 ? desk.get(PLACE) : MissingNode.getInstance(),
            found -> found.at(member).asText().equals(value));
  }

  private static List<String> evidence(JsonNode silence) {
    return StreamSupport.stream(silence.path("evidence").spliterator(), false)
        .map(one -> one.path("text").textValue())
        .toList();
  }
}
