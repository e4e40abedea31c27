package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.countersign.http.RawConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the station tells on {@code /v1/events}; how it is told is the server's own matter. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class StationLogTest {

  private static final String UNPLUGGED =
      "data: {\"sequence\":1,\"at\":\"2026-11-23T09:00:00Z\",\"kind\":\"device\","
          + "\"subject\":\"encoder-1\",\"state\":\"offline\","
          + "\"facts\":{\"detail\":\"unplugged\"}}";

  private final FakeStation station = new FakeStation();

  @AfterEach
  void close() {
    station.close();
  }

  private RawConnection follow(String lastEventId) throws Exception {
    RawConnection raw = new RawConnection(station.port());
    return raw.send("GET /v1/events HTTP/1.1\r\n" + raw.good() + lastEventId + "\r\n");
  }

  /** Reads the fields of events, chunk sizes and blank lines left out, until one starts so. */
  private static List<String> until(RawConnection raw, String start) throws Exception {
    List<String> fields = new ArrayList<>();
    String line = "";
    while (!line.startsWith(start)) {
      line = raw.line();
      if (line.matches("(id|event|data): .*")) {
        fields.add(line);
      }
    }
    return fields;
  }

  private void unplug() {
    station.emit("device", "encoder-1", "offline", Map.of("detail", "unplugged"));
  }

  @Test
  void an_event_is_told_as_it_happens() throws Exception {
    try (RawConnection raw = follow("")) {
      until(raw, "id: 0");
      unplug();

      assertThat(until(raw, "data: ")).containsExactly("id: 1", "event: device", UNPLUGGED);
    }
  }

  @Test
  void an_event_of_the_past_is_told_alike() throws Exception {
    unplug();
    try (RawConnection raw = follow("Last-Event-ID: 0\r\n")) {
      assertThat(until(raw, "data: "))
          .containsExactly("id: 0", "id: 1", "event: device", UNPLUGGED);
    }
  }

  @Test
  void who_leaves_costs_the_station_nothing_more() throws Exception {
    try (RawConnection raw = follow("")) {
      until(raw, "id: 0");
    }
    long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (station.subscribers() > 0 && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    assertThat(station.subscribers()).isZero();
  }
}
