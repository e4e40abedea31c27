package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.countersign.http.RawConnection;
import org.countersign.station.app.RunningStation.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that are none of the API's, or not from whom they should be. Each is refused in words,
 * nothing is recorded, and the station issues the next card.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BadRequestTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FORM_JSON = "application/json";
  private static final String FORM_PROTOBUF = "application/x-protobuf";

  @TempDir static Path folder;
  private static RunningStation station;
  private long recordBefore;

  @BeforeAll
  static void start() throws Exception {
    StationFolder made = StationFolder.make(folder);
    made.station(made.toml().replace("port = 0", "port = 0\nmax-body = \"64KiB\""));
    made.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        key-diversification = "kdf3"
        """);
    station = RunningStation.start(folder);
    station.issuesAGoodCardOn("encoder-1", "residence-permit");
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  @BeforeEach
  void look() {
    recordBefore = station.gateway.events().latest();
  }

  @AfterEach
  void nothing_was_recorded_and_the_service_goes_on() throws Exception {
    assertThat(station.gateway.events().latest()).isEqualTo(recordBefore);
    assertThat(station.get("/v1/jobs/bad-1").status()).isEqualTo(404);
    station.issuesAGoodCardOn("encoder-1", "residence-permit");
  }

  /** A good application with other header lines than a client of ours would send. */
  private static Answer raw(String host, String token, String more) throws Exception {
    byte[] body = JSON.writeValueAsBytes(RunningStation.body("residence-permit"));
    try (RawConnection line = new RawConnection(station.gateway.port())) {
      line.send(
          "PUT /v1/jobs/bad-1 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(host, token, more, body.length));
      line.send(body);
      RawConnection.Answer answer = line.answer();
      assertThat(answer.header("content-type")).startsWith("application/problem+json");
      JsonNode problem = JSON.readTree(answer.body());
      assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
      return new Answer(answer.status(), problem);
    }
  }

  private static String self() {
    return "127.0.0.1:" + station.gateway.port();
  }

  @Test
  void a_wrong_token() throws Exception {
    Answer answer = raw(self(), "x" + station.token.substring(1), "");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.detail()).contains("Authorization: Bearer", "token file");
    assertThat(answer.body().toString()).doesNotContain(station.token);
  }

  @Test
  void a_page_of_a_foreign_origin_even_with_the_token() throws Exception {
    Answer answer = raw(self(), station.token, "Origin: https://evil.example\r\n");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.detail())
        .contains("from a program", "from a page that the server itself served");
  }

  @Test
  void a_foreign_host_as_after_DNS_rebinding() throws Exception {
    Answer answer = raw("evil.example:" + station.gateway.port(), station.token, "");
    assertThat(answer.status()).isEqualTo(421);
    assertThat(answer.detail()).contains("localhost, 127.0.0.1 or [::1] with its port");
  }

  @Test
  void malformed_JSON_is_told_with_the_place_and_no_quotation() throws Exception {
    Answer answer =
        station.put(
            "bad-1", FORM_JSON, RunningStation.utf8("{\"profile\":\"Zhang\",\n \"data\":{,}}"));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail())
        .contains("The body is not JSON", "line 2, column")
        .doesNotContain("Zhang");
  }

  @Test
  void JSON_that_breaks_off() throws Exception {
    byte[] whole = JSON.writeValueAsBytes(RunningStation.body("residence-permit"));
    Answer answer = station.put("bad-1", FORM_JSON, Arrays.copyOf(whole, whole.length / 2));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).contains("The body is not JSON");
  }

  @Test
  void malformed_protobuf() throws Exception {
    // Field 1, length-delimited, 127 bytes announced, 2 there.
    Answer answer = station.put("bad-1", FORM_PROTOBUF, new byte[] {0x0A, 0x7F, 0x41, 0x42});
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).contains("countersign.v1.Application", "protobuf");
  }

  @Test
  void JSON_that_is_called_protobuf() throws Exception {
    byte[] json = JSON.writeValueAsBytes(RunningStation.body("residence-permit"));
    Answer answer = station.put("bad-1", FORM_PROTOBUF, json);
    assertThat(answer.status()).isIn(400, 422);
    assertThat(answer.body().toString())
        .contains("countersign.v1.Application")
        .doesNotContain("Zhang");
  }

  @Test
  void a_body_over_the_limit() throws Exception {
    byte[] large = new byte[64 * 1024 + 1];
    Arrays.fill(large, (byte) ' ');
    Answer answer = station.put("bad-1", FORM_JSON, large);
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.detail()).contains("limited to 65536 bytes", "make the portrait smaller");
  }

  @Test
  void a_body_over_the_limit_that_does_not_tell_its_length() throws Exception {
    try (RawConnection line = new RawConnection(station.gateway.port())) {
      line.send(
          "PUT /v1/jobs/bad-1 HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(self(), station.token));
      String chunk = "4000\r\n" + " ".repeat(0x4000) + "\r\n";
      for (int i = 0; i < 5; i++) {
        line.send(chunk.getBytes(StandardCharsets.US_ASCII));
      }
      RawConnection.Answer answer = line.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("limited to 65536 bytes");
    }
  }
}
