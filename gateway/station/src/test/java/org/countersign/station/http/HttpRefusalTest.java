package org.countersign.station.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.countersign.http.HttpConfig.Limits;
import org.countersign.http.RawConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpRefusalTest {

  private static final int BODY_LIMIT = 4_096;

  /** Everything that a test would wait for is short. */
  private static final Limits SHORT =
      new Limits(
          4,
          2,
          8_192,
          1,
          1,
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofMillis(200));

  private final FakeStation station = new FakeStation(c -> c.withMaxBodyBytes(BODY_LIMIT));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    station.close();
  }

  private RawConnection connect(FakeStation to) throws Exception {
    RawConnection connection = new RawConnection(to.port());
    opened.add(connection);
    return connection;
  }

  private RawConnection connect() throws Exception {
    return connect(station);
  }

  private FakeStation impatient() {
    FakeStation impatient = new FakeStation(c -> c.withLimits(SHORT));
    opened.add(impatient);
    return impatient;
  }

  private static String put(RawConnection to, String id, String body) {
    return "PUT /v1/jobs/"
        + id
        + " HTTP/1.1\r\n"
        + to.good()
        + "Content-Type: application/json\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Authorization: Bearer wrong\r\n",
        "Authorization: Bearer 0123456789abcdef0123456789abcdee\r\n",
        "Authorization: Bearer \r\n",
        "Authorization: Basic MDEyMzQ1Njc4OWFiY2RlZg==\r\n",
      })
  void without_the_token_nothing_is_said(String authorization) throws Exception {
    for (String path : List.of("/v1/jobs", "/v1/devices", "/v1/stock", "/v1/events", "/metrics")) {
      RawConnection raw = connect();
      raw.send(
          "GET "
              + path
              + " HTTP/1.1\r\nHost: localhost:"
              + station.port()
              + "\r\n"
              + authorization
              + "\r\n");
      RawConnection.Answer answer = raw.answer();
      assertThat(answer.status()).as(path).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).startsWith("Bearer");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "evil.example, 421",
    "127.0.0.1, 421",
    "localhost:1, 421",
    "127.0.0.1.evil.example:{port}, 421",
    "127.0.0.2:{port}, 421",
    "'', 421",
    "LOCALHOST:{port}, 200",
    "[::1]:{port}, 200"
  })
  void the_Host_field_must_name_the_station(String host, int status) throws Exception {
    RawConnection raw = connect();
    raw.send(
        "GET /v1/stock HTTP/1.1\r\nAuthorization: Bearer "
            + FakeStation.TOKEN
            + "\r\nHost: "
            + host.replace("{port}", Integer.toString(station.port()))
            + "\r\n\r\n");

    assertThat(raw.answer().status()).isEqualTo(status);
  }

  @Test
  void two_Host_fields_or_none_are_malformed() throws Exception {
    RawConnection two = connect();
    two.send("GET /healthz HTTP/1.1\r\n" + two.good() + two.good() + "\r\n");
    RawConnection none = connect();
    none.send("GET /healthz HTTP/1.1\r\n\r\n");

    assertThat(two.answer().status()).isEqualTo(400);
    assertThat(none.answer().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, 403",
    "null, 403",
    "https://localhost:{port}, 403",
    "http://localhost:1, 403",
    "http://localhost:{port}, 200",
    "http://127.0.0.1:{port}, 200"
  })
  void a_page_of_another_origin_is_refused_even_for_health(String origin, int status)
      throws Exception {
    RawConnection raw = connect();
    raw.send(
        "GET /healthz HTTP/1.1\r\n"
            + raw.good()
            + "Origin: "
            + origin.replace("{port}", Integer.toString(station.port()))
            + "\r\n\r\n");

    assertThat(raw.answer().status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/jobs, 404, ''",
    "GET, /, 404, ''",
    "GET, /v1/jobs/A/B, 404, ''",
    "POST, /v1/jobs, 405, GET",
    "POST, /v1/jobs/A, 405, 'DELETE, GET, PUT'",
    "PATCH, /healthz, 405, GET",
    "OPTIONS, /v1/stock, 405, GET",
    "GET, /v1//jobs, 400, ''",
    "GET, /v1/../v1/jobs, 400, ''",
    "GET, /v1/jobs/%2e%2e, 400, ''",
    "GET, /v1/jobs/a%2Fb, 400, ''",
    "GET, /v1/jobs/a%00b, 400, ''",
    "GET, /v1/jobs/%zz, 400, ''",
    "GET, v1/jobs, 400, ''",
    "GET, /v%31/jobs, 200, ''",
    "GET, http://localhost:{port}/v1/jobs, 200, ''",
    "GET, http://evil.example/v1/jobs, 421, ''"
  })
  void a_target_has_one_meaning(String method, String target, int status, String allow)
      throws Exception {
    RawConnection raw = connect();
    raw.send(
        method
            + " "
            + target.replace("{port}", Integer.toString(station.port()))
            + " HTTP/1.1\r\n"
            + raw.good()
            + "\r\n");

    RawConnection.Answer answer = raw.answer();
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, 406",
    "'application/json;q=0', 406",
    "'text/html, application/*;q=0.1', 200",
    "'application/x-protobuf;q=0.5, application/json;q=0.4', 200"
  })
  void the_answer_has_a_form_that_was_asked_for(String accept, int status) throws Exception {
    RawConnection raw = connect();
    raw.send("GET /v1/stock HTTP/1.1\r\n" + raw.good() + "Accept: " + accept + "\r\n\r\n");

    RawConnection.Answer answer = raw.answer();
    assertThat(answer.status()).isEqualTo(status);
    if (accept.contains("x-protobuf")) {
      assertThat(answer.header("content-type")).isEqualTo("application/x-protobuf");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/json; charset=gbk\r\n",
        "Content-Type: application/json\r\nContent-Encoding: gzip\r\n"
      })
  void a_body_of_another_form_is_refused(String headers) throws Exception {
    RawConnection raw = connect();
    raw.send("PUT /v1/jobs/A HTTP/1.1\r\n" + raw.good() + headers + "Content-Length: 2\r\n\r\n{}");

    assertThat(raw.answer().status()).isEqualTo(415);
    assertThat(raw.isClosedByServer()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1,", "{\"profile\": \"a\"} x", "{\"profile\": tru}", "{'profile': 1}"})
  void malformed_JSON_says_where_and_quotes_nothing(String body) throws Exception {
    RawConnection raw = connect();
    raw.send(put(raw, "A", body));

    RawConnection.Answer answer = raw.answer();
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("malformed-request").doesNotContain("tru}");
  }

  @Test
  void JSON_that_is_no_UTF_8_is_malformed() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"profile\": \"");
    raw.send(new byte[] {(byte) 0xC3, '"'});

    assertThat(raw.answer().status()).isEqualTo(400);
  }

  @Test
  void malformed_protobuf_is_refused() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/x-protobuf\r\nContent-Length: 3\r\n\r\n");
    raw.send(
        new byte[] {
          0x0A, // field 1, length-delimited
          0x7F, // 127 bytes, of which one follows
          'x'
        });

    assertThat(raw.answer().status()).isEqualTo(400);
  }

  @Test
  void unknown_fields_of_a_protobuf_are_named() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/x-protobuf\r\nContent-Length: 2\r\n\r\n");
    raw.send(
        new byte[] {
          0x48, // field 9, varint
          0x01
        });

    RawConnection.Answer answer = raw.answer();
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body()).contains("\"#9\"").contains("\"profile\"");
  }

  @Test
  void a_body_over_the_limit_is_refused_before_it_is_sent() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "
            + (BODY_LIMIT + 1)
            + "\r\n\r\n");

    assertThat(raw.answer().status()).isEqualTo(413);
    assertThat(raw.isClosedByServer()).isTrue();
  }

  @Test
  void a_chunked_body_over_the_limit_is_refused_at_the_limit() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 5; i++) {
      raw.send("400\r\n" + " ".repeat(0x400) + "\r\n");
    }

    assertThat(raw.answer().status()).isEqualTo(413);
  }

  @Test
  void a_chunked_body_within_the_limit_is_read() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "8\r\n{\"profil\r\n5\r\ne\":\"p\r\n2\r\n\"}\r\n0\r\n\r\n");

    assertThat(raw.answer().status()).isEqualTo(202);
  }

  @Test
  void broken_chunks_are_malformed() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");

    assertThat(raw.answer().status()).isEqualTo(400);
  }

  @Test
  void who_expects_a_continue_gets_it_and_nothing_else_can_be_expected() throws Exception {
    RawConnection raw = connect();
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 15"
            + "\r\n\r\n");
    assertThat(raw.answer().status()).isEqualTo(100);
    raw.send("{\"profile\":\"p\"}");
    assertThat(raw.answer().status()).isEqualTo(202);

    raw.send("GET /v1/stock HTTP/1.1\r\n" + raw.good() + "Expect: a miracle\r\n\r\n");
    assertThat(raw.answer().status()).isEqualTo(417);
  }

  @Test
  void a_body_where_none_belongs_is_malformed() throws Exception {
    RawConnection raw = connect();
    raw.send("GET /v1/stock HTTP/1.1\r\n" + raw.good() + "Content-Length: 2\r\n\r\n{}");

    assertThat(raw.answer().status()).isEqualTo(400);
  }

  @Test
  void a_long_target_and_large_headers_are_refused() throws Exception {
    RawConnection target = connect();
    target.send("GET /" + "a".repeat(3_000) + " HTTP/1.1\r\n" + target.good() + "\r\n");
    RawConnection headers = connect();
    headers.send(
        "GET /healthz HTTP/1.1\r\n" + headers.good() + "X: " + "a".repeat(9_000) + "\r\n\r\n");
    RawConnection nonsense = connect();
    nonsense.send("\u0016\u0003\u0001 hello\r\n\r\n");

    assertThat(target.answer().status()).isEqualTo(414);
    assertThat(headers.answer().status()).isEqualTo(431);
    assertThat(nonsense.answer().status()).isEqualTo(400);
    assertThat(nonsense.isClosedByServer()).isTrue();
  }

  @Test
  void pipelined_requests_are_answered_in_their_order() throws Exception {
    RawConnection raw = connect();
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      requests.append(put(raw, "A-" + i, "{\"profile\":\"p\"}"));
      requests.append("GET /v1/jobs/A-").append(i).append(" HTTP/1.1\r\n");
      requests.append(raw.good()).append("\r\n");
    }
    raw.send(requests.toString());

    for (int i = 0; i < 20; i++) {
      RawConnection.Answer put = raw.answer();
      RawConnection.Answer get = raw.answer();
      assertThat(put.status()).isEqualTo(202);
      assertThat(put.header("location")).isEqualTo("/v1/jobs/A-" + i);
      assertThat(get.status()).isEqualTo(200);
      assertThat(get.body()).contains("\"A-" + i + "\"");
    }
  }

  @Test
  void a_refused_request_without_a_body_leaves_the_connection_open() throws Exception {
    RawConnection raw = connect();
    raw.send("GET /v9 HTTP/1.1\r\n" + raw.good() + "\r\n");
    assertThat(raw.answer().status()).isEqualTo(404);
    raw.send("GET /v1/stock HTTP/1.1\r\n" + raw.good() + "\r\n");
    assertThat(raw.answer().status()).isEqualTo(200);
  }

  @Test
  void HTTP_1_0_is_answered_and_closed() throws Exception {
    RawConnection raw = connect();
    raw.send("GET /healthz HTTP/1.0\r\n" + raw.good() + "\r\n");

    assertThat(raw.answer().status()).isEqualTo(200);
    assertThat(raw.isClosedByServer()).isTrue();
  }

  @Test
  void a_head_that_trickles_in_is_cut_off() throws Exception {
    RawConnection raw = connect(impatient());
    raw.send("GET /healthz HTTP/1.1\r\nHost: loc");

    assertThat(raw.answer().status()).isEqualTo(408);
    assertThat(raw.isClosedByServer()).isTrue();
  }

  @Test
  void a_body_that_trickles_in_is_cut_off() throws Exception {
    RawConnection raw = connect(impatient());
    raw.send(
        "PUT /v1/jobs/A HTTP/1.1\r\n"
            + raw.good()
            + "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{");

    assertThat(raw.answer().status()).isEqualTo(408);
  }

  @Test
  void an_idle_connection_is_closed_without_a_word() throws Exception {
    assertThat(connect(impatient()).isClosedByServer()).isTrue();
  }

  @Test
  void one_connection_too_many_is_turned_away() throws Exception {
    FakeStation impatient = impatient();
    for (int i = 0; i < 4; i++) {
      RawConnection raw = connect(impatient);
      raw.send("GET /healthz HTTP/1.1\r\n" + raw.good() + "\r\n");
      assertThat(raw.answer().status()).isEqualTo(200);
    }
    RawConnection fifth = connect(impatient);

    assertThat(fifth.answer().status()).isEqualTo(503);
    assertThat(fifth.isClosedByServer()).isTrue();
  }

  @Test
  void full_workers_answer_busy_at_once() throws Exception {
    FakeStation impatient = impatient();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    impatient.beforeSubmit =
        () -> {
          entered.countDown();
          HttpServerTest.await(leave);
        };
    RawConnection running = connect(impatient);
    running.send(put(running, "A", "{\"profile\":\"p\"}"));
    HttpServerTest.await(entered);
    // One place is left to wait in, and it is open which of the two gets it.
    RawConnection second = connect(impatient);
    second.send(put(second, "B", "{\"profile\":\"p\"}"));
    RawConnection third = connect(impatient);
    third.send(put(third, "C", "{\"profile\":\"p\"}"));
    CompletableFuture<RawConnection.Answer> one = answerLater(second);
    CompletableFuture<RawConnection.Answer> other = answerLater(third);
    RawConnection.Answer busy =
        (RawConnection.Answer) CompletableFuture.anyOf(one, other).get(10, SECONDS);
    leave.countDown();

    assertThat(busy.status()).isEqualTo(503);
    assertThat(busy.header("retry-after")).isEqualTo("1");
    assertThat(running.answer().status()).isEqualTo(202);
    assertThat(List.of(one.get(10, SECONDS).status(), other.get(10, SECONDS).status()))
        .containsExactlyInAnyOrder(202, 503);
  }

  private static CompletableFuture<RawConnection.Answer> answerLater(RawConnection connection) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return connection.answer();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }

  @Test
  void bodies_of_all_callers_together_are_limited() throws Exception {
    FakeStation impatient = impatient();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    impatient.beforeSubmit =
        () -> {
          entered.countDown();
          HttpServerTest.await(leave);
        };
    RawConnection first = connect(impatient);
    first.send(put(first, "A", "{\"profile\":\"p\"}" + " ".repeat(5_000)));
    HttpServerTest.await(entered);
    RawConnection second = connect(impatient);
    second.send(put(second, "B", "{\"profile\":\"p\"}" + " ".repeat(5_000)));

    assertThat(second.answer().status()).isEqualTo(503);
    leave.countDown();
    assertThat(first.answer().status()).isEqualTo(202);
  }
}
