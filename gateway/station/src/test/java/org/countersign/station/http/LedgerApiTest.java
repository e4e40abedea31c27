package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import org.countersign.protocol.v1.GrantStatus;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeHead;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LedgerApiTest {

  private final FakeStation station = new FakeStation();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
    station.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + station.port() + path))
        .header("Authorization", "Bearer " + FakeStation.TOKEN);
  }

  private HttpResponse<String> put(String json) throws Exception {
    return client.send(
        request("/v1/grant")
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void before_the_first_head_there_is_none_and_then_it_is_told() throws Exception {
    HttpRequest head = request("/v1/ledger/head").build();
    HttpResponse<String> none = client.send(head, HttpResponse.BodyHandlers.ofString());
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(json(none).get("type").asText()).endsWith("no-head-yet");

    station.head =
        Optional.of(
            new SignedTreeHead(
                new TreeHead("st-1", 1, 42, Instant.EPOCH, TreeHash.EMPTY), "AB", new byte[] {1}));
    HttpResponse<String> some = client.send(head, HttpResponse.BodyHandlers.ofString());
    assertThat(some.statusCode()).isEqualTo(200);
    assertThat(json(some).get("size").asText()).isEqualTo("42");
  }

  @Test
  void a_grant_is_handed_on_as_it_came_and_a_refusal_says_why() throws Exception {
    assertThat(put("{\"grant\":\"AQI=\",\"signature\":\"Aw==\"}").statusCode()).isEqualTo(200);
    assertThat(station.granted.orElseThrow().json()).containsExactly(1, 2);
    assertThat(station.granted.orElseThrow().signature()).containsExactly(3);

    station.refusesGrants = Optional.of("it is older");
    HttpResponse<String> refused = put("{\"grant\":\"AQI=\",\"signature\":\"Aw==\"}");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("detail").asText()).isEqualTo("it is older");
    assertThat(put("{\"grant\":\"AQI=\",\"other\":1}").statusCode()).isEqualTo(400);
    assertThat(put("{").statusCode()).isEqualTo(400);
  }

  @Test
  void what_is_left_is_told_in_both_forms() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            request("/v1/grant").header("Accept", "application/x-protobuf").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    GrantStatus status = GrantStatus.parseFrom(answer.body());
    assertThat(status.getRequired()).isTrue();
    assertThat(status.getCardsLeft()).isEqualTo(7);
    assertThat(status.getEpoch()).isEqualTo(3);
    assertThat(status.getProblem()).isEqualTo("no grant");
    assertThat(status.getWarningsList()).containsExactly("soon over");
  }
}
