package org.countersign.centre.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.account.Totp;
import org.countersign.centre.api.CentrePage;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.store.RecordTable;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole centre whose broker is away, asked over a socket. Not in the package {@code api}, whose
 * classes would stand before its resources on the class path.
 */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CentrePageTest {

  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final String PASSWORD = "correct horse battery";
  private static final String HASH = PasswordHash.of(PASSWORD.toCharArray());
  private static final String SECRET = Totp.newSecret();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Centre centre;
  private CentrePage page;
  private AccountTable accounts;

  /** A log-in's cookie and its word against foreign pages. */
  private record LoggedIn(String cookie, String csrf) {}

  @BeforeEach
  void start() throws Exception {
    CentreConfig config =
        CentreConfig.onThisMachine(folder, BrokerConfig.plain(URI.create("tcp://127.0.0.1:1")));
    CentrePage.Events events = new CentrePage.Events(() -> NOW);
    centre = Centre.start(config, () -> NOW, List.of(events.alerts()), events::changed);
    accounts = new AccountTable(centre.parts().database());
    accounts.save(new Account("vi", Role.VIEWER, HASH, Optional.empty()));
    accounts.save(new Account("op", Role.OPERATOR, HASH, Optional.empty()));
    accounts.save(new Account("ad", Role.ADMIN, HASH, Optional.empty()));
    accounts.save(new Account("code", Role.VIEWER, HASH, Optional.of(SECRET)));
    page =
        CentrePage.start(
            centre.parts(), events, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  @AfterEach
  void stop() {
    page.close();
    centre.close();
    client.close();
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + page.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> tryLogIn(String user, String password, String code)
      throws Exception {
    String body =
        new ObjectMapper()
            .writeValueAsString(Map.of("user", user, "password", password, "code", code));
    return send(
        at("/v1/session")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private LoggedIn logIn(String user) throws Exception {
    HttpResponse<String> answer = tryLogIn(user, PASSWORD, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    return new LoggedIn(cookie, json(answer).get("csrf").asText());
  }

  private HttpResponse<String> get(LoggedIn who, String path) throws Exception {
    return send(at(path).header("Cookie", who.cookie()));
  }

  private HttpResponse<String> acknowledge(LoggedIn who, String csrf) throws Exception {
    return send(
        at("/v1/alerts/7/acknowledgement")
            .header("Cookie", who.cookie())
            .header("X-CSRF-Token", csrf)
            .POST(BodyPublishers.noBody()));
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void who_logs_in_gets_a_cookie_and_is_known_by_it() throws Exception {
    HttpResponse<String> answer = tryLogIn("op", PASSWORD, "");

    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
        .matches("__Host-countersign=[A-Za-z0-9_-]{43}; Path=/; Max-Age=43200; Secure; HttpOnly.*");
    assertThat(json(answer).get("role").asText()).isEqualTo("operator");
    assertThat(json(get(logIn("op"), "/v1/session")).get("user").asText()).isEqualTo("op");
  }

  @Test
  void whoever_is_not_logged_in_learns_nothing() throws Exception {
    for (String path : List.of("/v1/overview", "/v1/stations", "/v1/audit", "/v1/session")) {
      assertThat(send(at(path)).statusCode()).as(path).isEqualTo(401);
    }
    assertThat(get(new LoggedIn("__Host-countersign=AAAA", ""), "/v1/overview").statusCode())
        .isEqualTo(401);
  }

  @Test
  void on_this_machine_alone_and_without_a_token_everybody_reads_the_metrics() throws Exception {
    HttpResponse<String> answer = send(at("/metrics").header("Accept", "*/*;q=0.1"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body())
        .contains("countersign_link_up 0.0", "jvm_memory_used_bytes", "http_server_event_streams");
  }

  @Test
  void a_wrong_name_a_wrong_password_and_a_wrong_code_are_told_in_the_same_words()
      throws Exception {
    HttpResponse<String> name = tryLogIn("nobody", PASSWORD, "");
    HttpResponse<String> password = tryLogIn("op", PASSWORD + "x", "");
    HttpResponse<String> code = tryLogIn("code", PASSWORD, "000000x");

    assertThat(name.statusCode()).isEqualTo(401);
    assertThat(name.body()).contains("User, password or code is wrong.");
    assertThat(password.statusCode()).isEqualTo(401);
    assertThat(password.body()).isEqualTo(name.body());
    assertThat(code.statusCode()).isEqualTo(401);
    assertThat(code.body()).isEqualTo(name.body());
  }

  @Test
  void an_account_with_a_code_takes_each_code_once() throws Exception {
    SecretKeySpec key = new SecretKeySpec(Base32.decode(SECRET), "HmacSHA1");
    String code = new TimeBasedOneTimePasswordGenerator().generateOneTimePasswordString(key, NOW);

    assertThat(tryLogIn("code", PASSWORD, "").statusCode()).isEqualTo(401);
    assertThat(tryLogIn("code", PASSWORD, code).statusCode()).isEqualTo(200);
    assertThat(tryLogIn("code", PASSWORD, code).statusCode()).isEqualTo(401);
  }

  @Test
  void after_five_wrong_tries_even_the_right_password_waits() throws Exception {
    for (int i = 0; i < 5; i++) {
      assertThat(tryLogIn("op", "wrong", "").statusCode()).isEqualTo(401);
    }
    HttpResponse<String> answer = tryLogIn("op", PASSWORD, "");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 30);
  }

  @Test
  void what_changes_something_needs_the_word_of_its_session() throws Exception {
    LoggedIn operator = logIn("op");

    assertThat(acknowledge(operator, "").statusCode()).isEqualTo(403);
    assertThat(acknowledge(operator, logIn("op").csrf()).statusCode()).isEqualTo(403);
    assertThat(acknowledge(operator, operator.csrf()).statusCode())
        .as("there is no such alert")
        .isEqualTo(404);
  }

  @Test
  void each_role_may_what_it_may() throws Exception {
    LoggedIn viewer = logIn("vi");
    LoggedIn operator = logIn("op");
    LoggedIn admin = logIn("ad");

    assertThat(get(viewer, "/v1/overview").statusCode()).isEqualTo(200);
    assertThat(acknowledge(viewer, viewer.csrf()).statusCode()).isEqualTo(403);
    assertThat(get(viewer, "/v1/audit").statusCode()).isEqualTo(403);
    assertThat(get(operator, "/v1/audit").statusCode()).isEqualTo(403);
    assertThat(acknowledge(admin, admin.csrf()).statusCode()).isEqualTo(404);
    assertThat(get(admin, "/v1/audit").statusCode()).isEqualTo(200);
  }

  @Test
  void who_logs_out_is_out() throws Exception {
    LoggedIn operator = logIn("op");
    HttpResponse<String> answer =
        send(
            at("/v1/session")
                .header("Cookie", operator.cookie())
                .header("X-CSRF-Token", operator.csrf())
                .DELETE());

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
    assertThat(get(operator, "/v1/session").statusCode()).isEqualTo(401);
  }

  @Test
  void who_is_taken_out_or_gets_another_role_is_out() throws Exception {
    LoggedIn operator = logIn("op");
    LoggedIn admin = logIn("ad");
    assertThat(accounts.remove("op")).isTrue();
    accounts.save(new Account("ad", Role.VIEWER, HASH, Optional.empty()));
    // A log-in looks at the accounts at once, the page's own look comes within seconds.
    assertThat(logIn("vi")).isNotNull();

    assertThat(get(operator, "/v1/session").statusCode()).isEqualTo(401);
    assertThat(get(admin, "/v1/audit").statusCode()).isEqualTo(401);
  }

  @Test
  void log_ins_are_noted_without_what_was_typed_as_password() throws Exception {
    LoggedIn admin = logIn("ad");
    assertThat(tryLogIn("op", "typed in haste", "").statusCode()).isEqualTo(401);

    String audit = get(admin, "/v1/audit").body();
    assertThat(audit).contains("session.begin", "session.refused").doesNotContain("haste");
  }

  private void know(int stations) throws Exception {
    List<KnownNode> known = new ArrayList<>();
    for (int i = 0; i < stations; i++) {
      known.add(new KnownNode(new EdgeNodeDescriptor(i % 2 == 0 ? "a" : "a-b", "st-" + i), 0, 1));
    }
    assertThat(centre.parts().fleet().restore(known, 1).get()).isTrue();
  }

  @Test
  void all_stations_are_found_page_by_page_each_once() throws Exception {
    know(25);
    LoggedIn viewer = logIn("vi");
    List<String> found = new ArrayList<>();
    String after = "";
    int pages = 0;
    while (pages == 0 || !after.isEmpty()) {
      JsonNode part = json(get(viewer, "/v1/stations?limit=10&after=" + after));
      part.get("stations").forEach(s -> found.add(s.get("district") + " " + s.get("station")));
      after = part.path("next").asText("");
      pages++;
    }

    assertThat(pages).isEqualTo(3);
    assertThat(found).hasSize(25).doesNotHaveDuplicates();
    assertThat(json(get(viewer, "/v1/stations?district=a&search=ST-1")).get("stations")).hasSize(5);
    assertThat(json(get(viewer, "/v1/stations?capacity=full,none")).get("stations")).isEmpty();
    assertThat(json(get(viewer, "/v1/stations?capacity=unknown")).get("stations")).hasSize(25);
  }

  @Test
  void a_fleet_that_is_the_same_is_sent_once() throws Exception {
    know(3);
    LoggedIn viewer = logIn("vi");
    HttpResponse<String> first = get(viewer, "/v1/fleet");
    String etag = first.headers().firstValue("ETag").orElseThrow();
    HttpRequest.Builder again =
        at("/v1/fleet").header("Cookie", viewer.cookie()).header("If-None-Match", etag);

    assertThat(send(again).statusCode()).isEqualTo(304);
    assertThat(send(again).body()).isEmpty();
    know(4);
    assertThat(send(again).statusCode()).isEqualTo(200);
  }

  @Test
  void a_query_that_cannot_be_used_is_refused_with_its_reason() throws Exception {
    LoggedIn viewer = logIn("vi");
    Map.of(
            "limit=0",
            "limit must be a whole number from 1 to 500.",
            "limit=ten",
            "limit must be a whole number from 1 to 500.",
            "limit=1&limit=2",
            "limit must stand there once",
            "capacity=some",
            "capacity must be of full, reduced, none, unknown, away.",
            "search=" + "x".repeat(129),
            "search must stand there once, with at most 128")
        .forEach((query, reason) -> {
          try {
            HttpResponse<String> answer = get(viewer, "/v1/stations?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.body()).contains(reason);
          } catch (Exception e) {
            throw new AssertionError(query, e);
          }
        });
    assertThat(get(viewer, "/v1/cards").body()).contains("serial is missing.");
  }

  @Test
  void sentences_are_in_the_language_that_is_asked_for() throws Exception {
    know(1);
    LoggedIn viewer = logIn("vi");
    Map.of("de, zh-CN;q=0.5, en;q=0.4", true, "en, zh;q=0.5", false, "fr", false, ";;=", false)
        .forEach((accepted, chinese) -> {
          try {
            String body =
                send(at("/v1/stations")
                        .header("Cookie", viewer.cookie())
                        .header("Accept-Language", accepted))
                    .body();
            assertThat(body.contains("中心启动后未收到该站消息")).as(accepted).isEqualTo(chinese);
          } catch (Exception e) {
            throw new AssertionError(accepted, e);
          }
        });
    assertThat(get(viewer, "/v1/stations?lang=zh").body()).contains("中心启动后未收到该站消息");
    assertThat(get(viewer, "/v1/stations?lang=en").body()).contains("nothing was heard of it");
  }

  @Test
  void a_stations_alarms_are_told_in_the_readers_language_and_unknown_ones_in_its_own_words()
      throws Exception {
    EdgeNodeDescriptor station = new EdgeNodeDescriptor("a", "st-1");
    assertThat(centre.parts().fleet().restore(List.of(new KnownNode(station, 0, 1)), 1).get())
        .isTrue();
    try (RecordTable records = new RecordTable(centre.parts().database(), () -> NOW)) {
      records.begin(station, 1, 0);
      records.append(
          station,
          1,
          List.of(
              alarm(1, "test-card-failed", "encoder-1", "it failed at write"),
              alarm(2, "of-tomorrow", "", "something new")));
      records.commit();
    }
    LoggedIn who = logIn("vi");
    JsonNode english = json(get(who, "/v1/stations/a/st-1")).get("alarms");
    assertThat(english).hasSize(2);
    JsonNode first = english.get(0);
    assertThat(first.get("subject").asText()).isEqualTo("encoder-1");
    assertThat(first.get("since").asLong()).isEqualTo(1_000);
    assertThat(first.get("what").asText()).isEqualTo(AlarmCode.TEST_CARD_FAILED.english());
    assertThat(first.get("detail").asText()).isEqualTo("it failed at write");
    assertThat(english.get(1).get("what").asText()).isEqualTo("something new");
    JsonNode chinese = json(get(who, "/v1/stations/a/st-1?lang=zh")).get("alarms");
    assertThat(chinese.get(0).get("what").asText()).isEqualTo(AlarmCode.TEST_CARD_FAILED.chinese());
    assertThat(chinese.get(0).get("todo").asText())
        .isEqualTo(AlarmCode.TEST_CARD_FAILED.chineseTodo());
    assertThat(chinese.get(1).get("todo").asText()).isEmpty();
  }

  private static StationRecord alarm(long sequence, String code, String subject, String what) {
    return new StationRecord(
        sequence,
        "%064x".formatted(sequence),
        1_000 * sequence,
        new RecordContent.Alarm(code, subject, true, what));
  }

  @Test
  void accepted_stations_are_counted_where_they_are_known_until_they_are_refused()
      throws Exception {
    know(2);
    LoggedIn viewer = logIn("vi");
    accept("a", "st-0", 1, true);
    accept("a-b", "st-1", 1, true);
    accept("a", "nobody-heard-it", 1, true);
    accept("elsewhere", "st-0", 1, true);
    assertThat(accepted(viewer)).isEqualTo("2 a:1 a-b:1");
    accept("a", "st-0", 2, false);
    assertThat(accepted(viewer)).isEqualTo("1 a:0 a-b:1");
    accept("a", "st-0", 3, true);
    assertThat(accepted(viewer)).isEqualTo("2 a:1 a-b:1");
  }

  /** As a station of that name says it, through the loop that takes all records. */
  private void accept(String district, String station, long sequence, boolean good) {
    RecordContent content = new RecordContent.Acceptance("", good, "T-1", "00".repeat(32));
    RecordBatch batch =
        new RecordBatch(
            station,
            1,
            0,
            sequence - 1,
            List.of(new StationRecord(sequence, "%064x".formatted(sequence), 1, content)));
    long before = centre.parts().findings().stored();
    EdgeNodeDescriptor sender = new EdgeNodeDescriptor(district, station);
    assertThat(
            centre
                .parts()
                .records()
                .received(RecordTopics.records(sender), RecordCodec.encode(batch)))
        .isTrue();
    while (centre.parts().findings().stored() == before) {
      Thread.onSpinWait();
    }
  }

  private String accepted(LoggedIn who) throws Exception {
    JsonNode answer = json(get(who, "/v1/commissioning"));
    StringBuilder counts = new StringBuilder(answer.path("accepted").asText());
    for (JsonNode district : answer.path("districts")) {
      counts.append(' ').append(district.path("name").asText());
      counts.append(':').append(district.path("accepted").asText());
    }
    return counts.toString();
  }
}
