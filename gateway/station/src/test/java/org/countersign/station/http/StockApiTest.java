package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.DeskRefusedException;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.ShiftReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StockApiTest {

  private final FakeStation station = new FakeStation();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    station.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + station.port() + path))
        .header("Authorization", "Bearer " + FakeStation.TOKEN);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return client.send(
        to(path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void a_batch_is_received_with_the_persons_pin_from_the_body() throws Exception {
    HttpResponse<String> answer =
        put(
            "/v1/stock/batches/B-1",
            """
            {"product":"residence-permit","quantity":500,"label":"lot 7","by":"lin","pin":"481516"}
            """);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(station.desk.receipts)
        .containsExactly(new Receipt("B-1", "residence-permit", 500, "lot 7", "lin"));
    assertThat(station.desk.persons).containsExactly("lin/481516");
    assertThat(answer.body()).contains("\"blankOnRecord\"").doesNotContain("481516");
  }

  @Test
  void a_movement_is_read_whole() throws Exception {
    HttpResponse<String> answer =
        put(
            "/v1/stock/movements/m-1",
            """
            {"action":"destroy","cards":["0A","job-2"],"reason":"waste","quantity":"0",
             "by":"lin","pin":"481516","second":"wei","secondPin":"162342"}
            """);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(station.desk.movements)
        .containsExactly(
            new Movement(
                "m-1",
                Action.DESTROY,
                "",
                List.of("0A", "job-2"),
                0,
                "",
                Optional.of(Reason.WASTE),
                "lin",
                Optional.of("wei")));
    assertThat(station.desk.persons).containsExactly("lin/481516", "wei/162342");
  }

  @Test
  void what_is_wrong_with_a_movement_is_named_and_no_value_is_repeated() throws Exception {
    HttpResponse<String> faulty =
        put(
            "/v1/stock/movements/m-1",
            """
            {"action":"burn","cards":["0A",7],"quantity":-1,"pin":481516,"colour":"red"}
            """);
    assertThat(faulty.statusCode()).isEqualTo(422);
    assertThat(faulty.body())
        .contains("cards[2]", "\"quantity\"", "\"pin\"", "\"colour\"")
        .doesNotContain("481516");

    HttpResponse<String> words =
        put("/v1/stock/movements/m-1", "{\"action\":\"burn\",\"reason\":\"because of Lin\"}");
    assertThat(words.statusCode()).isEqualTo(422);
    assertThat(words.body())
        .contains("must be one of [open, shut, count", "chip-failed")
        .doesNotContain("burn", "because");
    assertThat(put("/v1/stock/movements/m-1", "{\"cards\":[\"0A\"").statusCode()).isEqualTo(400);
  }

  @Test
  void a_person_who_is_refused_a_pause_and_a_conflict_have_statuses_of_their_own()
      throws Exception {
    refuse(DeskRefusedException.Kind.PERSON, "pin", Duration.ZERO);
    assertThat(put("/v1/shifts/1", "{\"state\":\"OPEN\"}").statusCode()).isEqualTo(403);

    refuse(DeskRefusedException.Kind.PERSON, "pin", Duration.ofMillis(1_500));
    HttpResponse<String> pause = put("/v1/shifts/1", "{\"state\":\"OPEN\"}");
    assertThat(pause.statusCode()).isEqualTo(429);
    assertThat(pause.headers().firstValue("Retry-After")).contains("2");

    refuse(DeskRefusedException.Kind.STATE, "0A", Duration.ZERO);
    HttpResponse<String> conflict = put("/v1/shifts/1", "{\"state\":\"CLOSED\"}");
    assertThat(conflict.statusCode()).isEqualTo(409);
    assertThat(conflict.body()).contains("problem/stock-conflict", "\"field\":\"0A\"");
  }

  private void refuse(DeskRefusedException.Kind kind, String field, Duration wait) {
    station.desk.refusal =
        Optional.of(new DeskRefusedException(kind, List.of(new FieldProblem(field, "no")), wait));
  }

  @Test
  void a_shift_is_opened_and_closed_with_what_was_counted() throws Exception {
    HttpResponse<String> opened =
        put(
            "/v1/shifts/4",
            "{\"state\":\"OPEN\",\"by\":\"lin\",\"pin\":\"1\",\"counted\":{\"B-1\":\"7\",\"B-2\":8}}");
    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
    assertThat(opened.body()).contains("\"number\":\"4\"", "\"state\":\"OPEN\"");

    assertThat(put("/v1/shifts/4", "{\"state\":\"CLOSED\",\"by\":\"lin\"}").body())
        .contains("\"state\":\"CLOSED\"", "\"digest\":\"AB\"");
    assertThat(put("/v1/shifts/zero", "{\"state\":\"OPEN\"}").statusCode()).isEqualTo(422);
    assertThat(put("/v1/shifts/4", "{\"state\":\"AJAR\"}").statusCode()).isEqualTo(422);
    assertThat(get("/v1/shifts").body()).contains("\"next\":\"2\"");
    assertThat(get("/v1/shifts/1").statusCode()).isEqualTo(200);
    assertThat(get("/v1/shifts/9").statusCode()).isEqualTo(404);
  }

  @Test
  void cards_are_listed_by_state() throws Exception {
    assertThat(get("/v1/stock/cards?state=spoiled,inDoubt").body()).contains("\"chip\":\"0A\"");
    assertThat(station.desk.askedFor).isEqualTo(Set.of(CardState.SPOILED, CardState.IN_DOUBT));
    assertThat(get("/v1/stock/cards?state=gone").statusCode()).isEqualTo(400);
    assertThat(get("/v1/stock/cards?colour=red").statusCode()).isEqualTo(400);
  }

  @Test
  void a_report_is_a_page_without_scripts_for_those_with_the_token() throws Exception {
    assertThat(get("/v1/shifts/1/report").statusCode()).isEqualTo(404);
    station.desk.report =
        Optional.of(
            new ShiftReport(
                "st-1", "d-1", "0.1", 1, "", "lin", "", "wei", List.of(), List.of(), List.of(),
                List.of(), List.of(), List.of(), 1, "AB"));

    HttpResponse<String> page = get("/v1/shifts/1/report");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(page.body()).startsWith("<!DOCTYPE html>").contains("班次报告");
    HttpRequest open =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + station.port() + "/v1/shifts/1/report"))
            .build();
    assertThat(client.send(open, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }
}
