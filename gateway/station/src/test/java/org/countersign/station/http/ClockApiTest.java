package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.countersign.station.clock.Judgement;
import org.countersign.station.stock.DeskRefusedException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClockApiTest {

  private static final String CONFIRMATION =
      """
      {"timeMillis": "1795420800000", "by": "lin", "pin": "481516", "second": "wei",
       "secondPin": "210815"}
      """;

  private final FakeStation station = new FakeStation();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.close();
    station.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request
            .uri(URI.create("http://127.0.0.1:" + station.port() + "/v1/clock"))
            .header("Authorization", "Bearer " + FakeStation.TOKEN)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> confirm(String body) throws Exception {
    return send(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body)));
  }

  private void ahead() {
    station.clock.judgement =
        new Judgement.Ahead(FakeClockDesk.NOW, Duration.ofDays(365), Judgement.Since.NEWEST_RECORD);
  }

  @Test
  void a_clock_that_is_ahead_is_told_with_what_to_do() throws Exception {
    ahead();
    assertThat(send(HttpRequest.newBuilder().GET()).body())
        .contains("\"nowMillis\":\"1795420800000\"", "\"verdict\":\"ahead\"")
        .contains("\"newestMillis\":\"1795420740000\"", "365 days after the newest record");
  }

  @Test
  void two_persons_confirm_it() throws Exception {
    ahead();
    HttpResponse<String> answer = confirm(CONFIRMATION);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"verdict\":\"believed\"", "\"problem\":\"\"");
    assertThat(station.clock.asked).containsExactly("2026-11-23T08:00:00Z lin wei");
  }

  @Test
  void a_person_who_is_not_who_they_say_is_refused_and_a_pause_is_told() throws Exception {
    ahead();
    station.clock.refuses = Optional.of(Kind.PERSON);
    assertThat(confirm(CONFIRMATION).statusCode()).isEqualTo(403);
    station.clock.pause = Duration.ofSeconds(4);
    HttpResponse<String> later = confirm(CONFIRMATION);
    assertThat(later.statusCode()).isEqualTo(429);
    assertThat(later.headers().firstValue("Retry-After")).contains("4");
    assertThat(later.body()).doesNotContain("481516").doesNotContain("210815");
  }

  @Test
  void what_is_wrong_in_itself_is_named_by_field() throws Exception {
    station.clock.refuses = Optional.of(Kind.REQUEST);
    assertThat(confirm(CONFIRMATION).statusCode()).isEqualTo(422);
    assertThat(confirm("{\"time\": 5}").body()).contains("\"field\":\"time\"");
  }
}
