package org.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.countersign.http.Route.Action.Ask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CompressionTest {

  private static final String LARGE = "[" + "\"station\",".repeat(200) + "0]";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Served served =
      new Served(
          open("/large", MediaType.JSON, LARGE, 200),
          open("/limit", MediaType.JSON, "1".repeat(1_024), 200),
          open("/binary", MediaType.PROTOBUF, LARGE, 200),
          open("/problem", MediaType.PROBLEM, LARGE, 422));

  private static Route open(String template, String type, String text, int status) {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    return Route.get(template, new Ask(request -> new Reply(status, type, body, Map.of()))).open();
  }

  @AfterEach
  void close() {
    client.close();
    served.close();
  }

  private HttpResponse<byte[]> get(String path, String acceptEncoding) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(served.to(path)).timeout(Duration.ofSeconds(10));
    if (!acceptEncoding.isEmpty()) {
      request.header("Accept-Encoding", acceptEncoding);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String coding(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("content-encoding").orElse("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "br;q=1, gzip;q=0.1", "*", "identity;q=0, *;q=0.5"})
  void large_JSON_is_sent_in_gzip_to_who_takes_it(String acceptEncoding) throws Exception {
    HttpResponse<byte[]> answer = get("/large", acceptEncoding);

    assertThat(coding(answer)).isEqualTo("gzip");
    assertThat(answer.headers().firstValue("vary")).contains("Accept-Encoding");
    assertThat(answer.body()).hasSizeLessThan(LARGE.length() / 10);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
        .asString()
        .isEqualTo(LARGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "br", "gzip;q=0", "*, gzip;q=0", "identity"})
  void others_get_it_as_it_is_and_caches_are_told_that_it_varies(String acceptEncoding)
      throws Exception {
    HttpResponse<byte[]> answer = get("/large", acceptEncoding);

    assertThat(coding(answer)).isEmpty();
    assertThat(answer.body()).asString().isEqualTo(LARGE);
    assertThat(answer.headers().firstValue("vary")).contains("Accept-Encoding");
  }

  @Test
  void a_kilobyte_and_what_is_no_text_stay_as_they_are() throws Exception {
    assertThat(coding(get("/limit", "gzip"))).isEmpty();
    assertThat(coding(get("/binary", "gzip"))).isEmpty();
  }

  @Test
  void a_long_problem_is_text_too() throws Exception {
    HttpResponse<byte[]> answer = get("/problem", "gzip");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(coding(answer)).isEqualTo("gzip");
  }
}
