package org.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.http.HttpConfig.Limits;
import org.countersign.http.Route.Action.Follow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class LogStreamTest {

  private static final Limits QUICK =
      new Limits(
          16,
          2,
          1 << 20,
          2,
          16,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          Duration.ofMillis(300));

  private final FakeLog log = new FakeLog();
  private final Served served =
      new Served(
          HttpConfig.of(new Endpoint.Loopback(0)).withLimits(QUICK),
          Route.get("/events", new Follow(log)));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    served.close();
  }

  private RawConnection follow(String lastEventId, int receiveBuffer) throws Exception {
    RawConnection raw = new RawConnection(served.port, "127.0.0.1", receiveBuffer);
    opened.add(raw);
    raw.send("GET /events HTTP/1.1\r\n" + raw.good() + "X-Name: a\r\n" + lastEventId + "\r\n");
    return raw;
  }

  /** Reads the stream's lines, chunk sizes and blank lines left out, until one starts so. */
  private static List<String> until(RawConnection raw, String start) throws Exception {
    List<String> lines = new ArrayList<>();
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    // Heartbeats would keep a reader that waits for what never comes.
    while (System.nanoTime() < limit) {
      String line = raw.line();
      if (line.matches("(id|event|data|retry|): ?.*")) {
        lines.add(line);
      }
      if (line.startsWith(start)) {
        return lines;
      }
    }
    throw new AssertionError("no line that starts with '" + start + "' within 20 s");
  }

  private void emit(int events) {
    for (int i = 0; i < events; i++) {
      log.emit("{\"job\":\"A-" + i + "\"}");
    }
  }

  private void awaitSubscribers(int wanted) {
    long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (log.subscribers() != wanted && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    assertThat(log.subscribers()).isEqualTo(wanted);
  }

  @Test
  void a_new_client_hears_what_comes_and_not_what_was() throws Exception {
    emit(3);
    RawConnection raw = follow("", 0);
    assertThat(raw.line()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(until(raw, "id: ")).contains("retry: 1000", "id: 3");

    log.emit("{\"device\":\"encoder-1\"}");

    List<String> lines = until(raw, "data: ");
    assertThat(lines.subList(lines.indexOf("id: 4"), lines.size()))
        .containsExactly("id: 4", "event: told", "data: {\"device\":\"encoder-1\"}");
  }

  @Test
  void a_thousand_events_arrive_once_each_and_in_order_across_a_resume() throws Exception {
    emit(400);
    RawConnection first = follow("Last-Event-ID: 0\r\n", 0);
    List<String> seen = new ArrayList<>(ids(until(first, "id: 400")));
    first.close();
    emit(300);
    RawConnection second = follow("Last-Event-ID: 400\r\n", 0);
    Thread meanwhile = new Thread(() -> emit(300));
    meanwhile.start();
    seen.addAll(ids(until(second, "id: 1000")));
    meanwhile.join();

    List<String> wanted = new ArrayList<>();
    wanted.add("id: 0"); // What each stream says first is where it starts.
    for (int i = 1; i <= 1_000; i++) {
      wanted.add("id: " + i);
      if (i == 400) {
        wanted.add("id: 400");
      }
    }
    assertThat(seen).isEqualTo(wanted);
  }

  @Test
  void who_has_heard_all_so_far_is_told_without_a_look_into_the_log() throws Exception {
    RawConnection raw = follow("", 0);
    until(raw, "id: 0");
    for (int i = 1; i <= 20; i++) {
      emit(1);
      assertThat(until(raw, "data: ")).contains("id: " + i);
    }
    assertThat(log.looks()).isZero();
  }

  private static List<String> ids(List<String> lines) {
    return lines.stream().filter(l -> l.startsWith("id: ")).toList();
  }

  @Test
  void a_number_that_the_log_never_gave_does_not_silence_the_stream() throws Exception {
    emit(2);
    RawConnection raw = follow("Last-Event-ID: 999\r\n", 0);
    until(raw, "id: 2");
    emit(1);

    assertThat(until(raw, "id: 3")).contains("id: 3");
  }

  @Test
  void nonsense_as_Last_Event_ID_is_malformed() throws Exception {
    assertThat(follow("Last-Event-ID: -1\r\n", 0).answer().status()).isEqualTo(400);
    assertThat(follow("Last-Event-ID: yesterday\r\n", 0).answer().status()).isEqualTo(400);
  }

  @Test
  void a_quiet_stream_has_a_heartbeat() throws Exception {
    RawConnection raw = follow("", 0);

    assertThat(until(raw, ": ")).contains(": ");
  }

  @Test
  void a_client_that_does_not_read_is_closed_and_its_subscription_ends() throws Exception {
    RawConnection raw = follow("", 4_096);
    awaitSubscribers(1);
    String detail = "x".repeat(20_000);
    for (int i = 0; i < 500; i++) {
      log.emit(detail);
    }

    awaitSubscribers(0);
    assertThat(served.meters.get("http.server.event.streams.stalled").counter().count())
        .isEqualTo(1);
    raw.close();
  }

  @Test
  void a_client_that_leaves_ends_its_subscription() throws Exception {
    RawConnection raw = follow("", 0);
    until(raw, "id: ");
    awaitSubscribers(1);
    raw.close();

    awaitSubscribers(0);
  }

  @Test
  void one_stream_too_many_is_refused() throws Exception {
    until(follow("", 0), "id: ");
    until(follow("", 0), "id: ");

    assertThat(follow("", 0).answer().status()).isEqualTo(503);
  }

  @Test
  void closing_the_server_ends_streams_in_good_order() throws Exception {
    RawConnection raw = follow("", 0);
    until(raw, "id: ");
    served.close();

    String line = "";
    while (!line.equals("0")) {
      line = raw.line(); // The last chunk; a cut would be an EOFException.
    }
    assertThat(log.subscribers()).isZero();
  }
}
