package org.countersign.station.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.countersign.apdu.Bytes;
import org.countersign.http.Endpoint;
import org.countersign.http.HttpConfig;
import org.countersign.http.RawConnection;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.signing.DocumentVerifier.Check;
import org.countersign.personalization.signing.DocumentVerifier.Verdict;
import org.countersign.protocol.v1.Application;
import org.countersign.protocol.v1.Job;
import org.countersign.station.jobs.JobRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpServerTest {

  private static final String BODY =
      """
      {"profile": "residence-permit", "data": {"surname": "张", "birthDate": "1990-02-28"},
       "attachments": {"portrait": "/9j/4A=="}}
      """;

  private final FakeStation station = new FakeStation();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.close();
    station.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + station.port() + path))
        .timeout(Duration.ofSeconds(10))
        .header("Authorization", "Bearer " + FakeStation.TOKEN);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return client.send(
        to(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void an_application_in_JSON_becomes_a_job() throws Exception {
    HttpResponse<String> answer = put("/v1/jobs/A-1", BODY);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).contains("/v1/jobs/A-1");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(answer).get("state").asText()).isEqualTo("ACCEPTED");
    assertThat(json(answer).get("acceptedAtMillis").asText()).isEqualTo("1795424400000");
    var arrived = station.application("A-1");
    assertThat(arrived.profile()).isEqualTo("residence-permit");
    assertThat(arrived.suite()).isEmpty();
    assertThat(arrived.data())
        .containsEntry("surname", "张")
        .containsEntry("birthDate", "1990-02-28");
    assertThat(arrived.attachments()).containsEntry("portrait", Bytes.of(0xFF, 0xD8, 0xFF, 0xE0));
  }

  @Test
  void the_same_application_in_protobuf_is_the_same_application() throws Exception {
    put("/v1/jobs/A-1", BODY);
    Application application =
        Application.newBuilder()
            .setProfile("residence-permit")
            .putData("surname", "张")
            .putData("birthDate", "1990-02-28")
            .putAttachments("portrait", ByteString.fromHex("FFD8FFE0"))
            .build();

    HttpResponse<byte[]> answer =
        client.send(
            to("/v1/jobs/A-1")
                .header("Content-Type", "application/x-protobuf")
                .header("Accept", "application/x-protobuf")
                .PUT(BodyPublishers.ofByteArray(application.toByteArray()))
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-protobuf");
    assertThat(Job.parseFrom(answer.body()).getId()).isEqualTo("A-1");
  }

  @Test
  void the_same_id_and_application_answer_alike_and_another_application_is_a_conflict()
      throws Exception {
    HttpResponse<String> first = put("/v1/jobs/A-1", BODY);
    HttpResponse<String> again = put("/v1/jobs/A-1", BODY);
    HttpResponse<String> other = put("/v1/jobs/A-1", BODY.replace("1990", "1991"));

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Location")).contains("/v1/jobs/A-1");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(other).get("type").asText()).endsWith("/other-application");
  }

  @Test
  void every_faulty_field_of_the_form_is_named_at_once_and_nothing_is_submitted() throws Exception {
    HttpResponse<String> answer =
        put(
            "/v1/jobs/A%201",
            """
            {"profile": 7, "suit": "ICAO-P256", "data": {"birthDate": 19900228, "sex": null},
             "data": {}, "attachments": {"portrait": "no base64!", "iris": []}}
            """);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).get("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder(
            "id",
            "profile",
            "suit",
            "data.birthDate",
            "data.sex",
            "data",
            "attachments.portrait",
            "attachments.iris");
    assertThat(answer.body()).doesNotContain("19900228").doesNotContain("no base64");
    assertThat(station.find("A 1")).isEmpty();
  }

  @Test
  void the_stations_own_refusal_names_its_fields() throws Exception {
    station.problems = List.of(new FieldProblem("data.birthDate", "is no date of the calendar"));

    HttpResponse<String> answer = put("/v1/jobs/A-1", BODY);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(json(answer).get("errors").get(0).get("field").asText()).isEqualTo("data.birthDate");
    assertThat(json(answer).get("errors").get(0).get("problem").asText())
        .isEqualTo("is no date of the calendar");
  }

  @Test
  void a_busy_station_says_when_to_come_back() throws Exception {
    station.busy = Optional.of("No room on the disk for the records of one more card.");

    HttpResponse<String> answer = put("/v1/jobs/A-1", BODY);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(json(answer).get("detail").asText()).startsWith("No room on the disk");
  }

  @Test
  void a_job_is_shown_with_the_work_that_its_card_took() throws Exception {
    put("/v1/jobs/A-1", BODY);
    JobRecord job = station.find("A-1").orElseThrow();
    station.put(
        new JobRecord(
            job.id(),
            job.profile(),
            job.suite(),
            JobState.ACTIVATED,
            Optional.of("RP0000001"),
            Optional.of("encoder-1"),
            job.acceptedAt(),
            job.changedAt(),
            Optional.empty(),
            Optional.of(
                new IssuedCard(
                    "00AA",
                    93,
                    21_455,
                    List.of(new IssuedCard.StepTime("write", Duration.ofMillis(1_250))),
                    new Verdict(List.of(new Check("hashes", true, "5 equal")))))));

    JsonNode shown = json(get("/v1/jobs/A-1"));

    assertThat(shown.get("serial").asText()).isEqualTo("RP0000001");
    assertThat(shown.get("device").asText()).isEqualTo("encoder-1");
    assertThat(shown.get("work").get("apdus").asInt()).isEqualTo(93);
    assertThat(shown.get("work").get("bytes").asText()).isEqualTo("21455");
    assertThat(shown.get("work").get("steps").get(0).get("seconds").asDouble()).isEqualTo(1.25);
    assertThat(shown.get("work").get("verdict").asText()).isEqualTo("good");
  }

  @Test
  void jobs_come_in_pages_that_end_with_an_empty_next() throws Exception {
    for (int i = 1; i <= 5; i++) {
      put("/v1/jobs/A-" + i, BODY);
    }
    JsonNode first = json(get("/v1/jobs?limit=2"));
    JsonNode second = json(get("/v1/jobs?limit=2&after=" + first.get("next").asText()));
    JsonNode third = json(get("/v1/jobs?limit=2&after=" + second.get("next").asText()));

    assertThat(first.get("jobs").findValuesAsText("id")).containsExactly("A-1", "A-2");
    assertThat(second.get("jobs").findValuesAsText("id")).containsExactly("A-3", "A-4");
    assertThat(third.get("jobs").findValuesAsText("id")).containsExactly("A-5");
    assertThat(third.get("next").asText()).isEmpty();
  }

  @Test
  void jobs_are_filtered_by_state() throws Exception {
    put("/v1/jobs/A-1", BODY);
    put("/v1/jobs/A-2", BODY);
    client.send(to("/v1/jobs/A-1").DELETE().build(), BodyHandlers.discarding());

    assertThat(json(get("/v1/jobs?state=VOID,SPOILED")).get("jobs").findValuesAsText("id"))
        .containsExactly("A-1");
    assertThat(json(get("/v1/jobs?state=ACCEPTED")).get("jobs").findValuesAsText("id"))
        .containsExactly("A-2");
  }

  @Test
  void every_bad_parameter_is_named_at_once() throws Exception {
    HttpResponse<String> answer = get("/v1/jobs?limit=501&state=DONE&after=%20&sort=id");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("errors").findValuesAsText("field"))
        .containsExactly("limit", "state", "after", "sort");
  }

  @Test
  void a_job_is_cancelled_until_a_card_has_been_touched() throws Exception {
    put("/v1/jobs/A-1", BODY);
    put("/v1/jobs/A-2", BODY);
    station.put(FakeStation.withState(station.find("A-2").orElseThrow(), JobState.WRITING));

    HttpResponse<String> first =
        client.send(to("/v1/jobs/A-1").DELETE().build(), BodyHandlers.ofString());
    HttpResponse<String> again =
        client.send(to("/v1/jobs/A-1").DELETE().build(), BodyHandlers.ofString());
    HttpResponse<String> late =
        client.send(to("/v1/jobs/A-2").DELETE().build(), BodyHandlers.ofString());
    HttpResponse<String> unknown =
        client.send(to("/v1/jobs/A-3").DELETE().build(), BodyHandlers.ofString());

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(json(first).get("state").asText()).isEqualTo("VOID");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(get("/v1/jobs/A-3").statusCode()).isEqualTo(404);
    assertThat(get("/v1/jobs/A%203").statusCode()).isEqualTo(404);
  }

  @Test
  void devices_are_shown_in_XFS4IoT_words_with_their_units() throws Exception {
    JsonNode device = json(get("/v1/devices")).get("devices").get(0);

    assertThat(device.get("state").asText()).isEqualTo("deviceBusy");
    assertThat(device.get("chip").asText()).isEqualTo("online");
    assertThat(device.get("job").asText()).isEqualTo("A-1");
    assertThat(device.get("units").findValuesAsText("status")).containsExactly("low", "ok");
  }

  @Test
  void the_stock_counts_blanks_by_state() throws Exception {
    JsonNode stock = json(get("/v1/stock"));

    assertThat(stock.get("blank").asText()).isEqualTo("1");
    assertThat(stock.get("inProcess").asText()).isEqualTo("2");
    assertThat(stock.get("inDoubt").asText()).isEqualTo("3");
    assertThat(stock.get("issued").asText()).isEqualTo("4");
    assertThat(stock.get("spoiled").asText()).isEqualTo("5");
    assertThat(stock.get("quarantined").asText()).isEqualTo("6");
  }

  @Test
  void health_needs_no_token_and_tells_readiness_from_liveness() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + station.port() + "/healthz"))
            .build();
    station.health = new Health.Report(true, false, List.of("encoder-1 has no blanks."));
    HttpResponse<String> live = client.send(request, BodyHandlers.ofString());
    station.health = new Health.Report(false, false, List.of("The ledger cannot be written."));
    HttpResponse<String> dead = client.send(request, BodyHandlers.ofString());

    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.body())
        .isEqualTo(
            "{\"status\":\"ok\",\"ready\":false,\"version\":\"0.1-test\","
                + "\"problems\":[\"encoder-1 has no blanks.\"]}");
    assertThat(dead.statusCode()).isEqualTo(503);
    assertThat(json(dead).get("status").asText()).isEqualTo("failing");
  }

  @Test
  void metrics_count_requests_by_route_and_never_by_path() throws Exception {
    get("/v1/jobs/A-1");
    get("/v1/secret-path");

    HttpResponse<String> metrics = get("/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .contains("http_server_request_duration_seconds_count")
        .contains("http_route=\"/v1/jobs/{id}\"")
        .contains("http_response_status_code=\"404\"")
        .doesNotContain("secret-path")
        .doesNotContain("A-1");
  }

  @Test
  void the_server_listens_on_both_loopback_addresses() throws Exception {
    try (RawConnection v6 = new RawConnection(station.port(), "::1", 0)) {
      v6.send("GET /healthz HTTP/1.1\r\nHost: [::1]:" + station.port() + "\r\n\r\n");
      assertThat(v6.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void a_taken_port_is_named_with_what_to_do() {
    assertThatThrownBy(
            () -> new FakeStation(c -> HttpConfig.of(new Endpoint.Loopback(station.port()))))
        .hasRootCauseInstanceOf(java.net.BindException.class)
        .hasMessageContaining("port " + station.port())
        .hasMessageContaining("set another port");
  }

  @Test
  void closing_lets_a_running_request_end() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    station.beforeSubmit =
        () -> {
          entered.countDown();
          await(leave);
        };
    var answer =
        client.sendAsync(
            to("/v1/jobs/A-1")
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(BODY))
                .build(),
            BodyHandlers.ofString());
    await(entered);
    Thread closing = new Thread(station::close);
    closing.start();
    leave.countDown();

    assertThat(answer.get(10, SECONDS).statusCode()).isEqualTo(202);
    closing.join(10_000);
    assertThat(closing.isAlive()).isFalse();
  }

  @Test
  void a_failure_of_the_station_is_a_problem_without_its_message() throws Exception {
    station.beforeSubmit =
        () -> {
          throw new IllegalStateException("张三 1990-02-28");
        };

    HttpResponse<String> answer = put("/v1/jobs/A-1", BODY);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("张三").doesNotContain("1990");
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, SECONDS)).isTrue();
    } catch (InterruptedException stop) {
      throw new AssertionError(stop);
    }
  }
}
