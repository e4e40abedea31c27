package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.countersign.personalization.keys.Secret;
import org.countersign.protocol.v1.SelfTest;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.client.StationException.Reason;
import org.countersign.station.selftest.DayCapacity;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SelfTestApiTest {

  private final FakeStation station = new FakeStation();

  @AfterEach
  void close() {
    station.close();
  }

  private static Secret token(String text) {
    return Secret.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private StationClient client(String token) {
    return new StationClient(URI.create("http://127.0.0.1:" + station.port()), token(token));
  }

  private HttpResponse<byte[]> ask(String method, String accept) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + station.port() + "/v1/self-test"))
              .header("Authorization", "Bearer " + FakeStation.TOKEN)
              .header("Accept", accept)
              .method(method, BodyPublishers.noBody())
              .build(),
          BodyHandlers.ofByteArray());
    }
  }

  @Test
  void the_last_report_is_there_once_there_was_one_in_both_forms() throws Exception {
    HttpResponse<byte[]> none = ask("GET", "application/json");
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(new String(none.body(), StandardCharsets.UTF_8))
        .contains("problem/no-self-test", "POST /v1/self-test looks now");

    SelfTest run = SelfTest.parseFrom(ask("POST", "application/x-protobuf").body());
    SelfTest latest = SelfTest.parseFrom(ask("GET", "application/x-protobuf").body());

    assertThat(latest).isEqualTo(run);
    assertThat(run.getFindings(0).getWhat()).isEqualTo("residence-permit: only 7 blanks are left");
    assertThat(run.getFindings(0).getTodo()).isEqualTo("Order blanks now.");
    assertThat(ask("DELETE", "application/json").statusCode()).isEqualTo(405);
  }

  @Test
  void a_client_lets_the_station_look_and_reads_what_it_found() throws Exception {
    try (StationClient client = client(FakeStation.TOKEN)) {
      SelfTestReport report = client.selfTest();
      assertThat(report.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(report.capacity()).isEqualTo(new DayCapacity(7, "blanks"));
      assertThat(report.took().toMillis()).isEqualTo(1_500);
      assertThat(report.findings().getFirst().arguments()).isEqualTo(List.of("7"));
      assertThat(report.findings().getFirst().subject()).isEqualTo("residence-permit");
      assertThat(station.selfTests.latest())
          .hasValueSatisfying(latest -> assertThat(latest.findings()).isEqualTo(report.findings()));
    }
  }

  @Test
  void nobody_looks_without_a_token() {
    try (StationClient client = client("another")) {
      assertThatThrownBy(client::selfTest)
          .isInstanceOfSatisfying(
              StationException.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_ALLOWED));
    }
    assertThat(station.selfTests.latest()).isEmpty();
  }
}
