package org.countersign.centre.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertListener.Change;
import org.countersign.centre.alert.Scope;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.silence.Evidence;
import org.countersign.centre.silence.Sentence;
import org.countersign.centre.silence.Sureness;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.silence.Why;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReceiversTest {

  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Scope STATION =
      new Scope.OfStation(new EdgeNodeDescriptor("haidian", "st-0007"));

  private final List<JsonNode> webhook = new CopyOnWriteArrayList<>();
  private final List<JsonNode> manager = new CopyOnWriteArrayList<>();
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private volatile int status = 200;
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private Receivers receivers;

  static {
    // Each answer would wait 40 ms for the acknowledgement of the one before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    take("/in", webhook);
    take("/api/v2/alerts", manager);
    server.start();
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    receivers =
        new Receivers(
            new CentreConfig.Receivers(
                Optional.of(base.resolve("/in")),
                Optional.of(base),
                Optional.of(URI.create("https://centre.example/"))),
            now::get,
            Duration.ofDays(1));
  }

  private void take(String path, List<JsonNode> letters) {
    server.createContext(
        path,
        exchange -> {
          asked.incrementAndGet();
          JsonNode letter = new ObjectMapper().readTree(exchange.getRequestBody());
          if (status == 200) {
            letters.add(letter);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }

  @AfterEach
  void stop() {
    receivers.close();
    server.stop(0);
  }

  private void turn() throws Exception {
    assertThat(receivers.turnNow().get()).isTrue();
  }

  private void pass(Duration time) throws Exception {
    now.updateAndGet(at -> at.plus(time));
    turn();
  }

  private static Alert alert(long number, long silencedUntil) {
    return new Alert(
        number,
        STATION,
        Cause.NO_BLANKS,
        NOW.toEpochMilli(),
        1,
        12,
        false,
        Optional.empty(),
        silencedUntil,
        false);
  }

  @Test
  void a_webhook_is_told_each_change_in_order() throws Exception {
    receivers.changed(Change.OPENED, alert(1, 0));
    receivers.changed(Change.OPENED, alert(2, 0));
    receivers.changed(Change.ACKNOWLEDGED, alert(1, 0));
    receivers.changed(Change.CLOSED, alert(2, 0));
    turn();

    assertThat(webhook)
        .extracting(letter -> letter.get("number") + " " + letter.get("change").asText())
        .containsExactly("1 opened", "2 opened", "1 acknowledged", "2 closed");
    turn();
    assertThat(webhook).as("each once").hasSize(4);
  }

  @Test
  void a_letter_says_what_where_since_when_and_what_to_do_in_both_languages() throws Exception {
    receivers.changed(Change.OPENED, alert(1, 0));
    turn();

    assertThat(webhook.getFirst())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"version": "1", "at": "2026-11-24T09:00:00Z", "change": "opened",
                     "number": 1, "cause": "NO_BLANKS", "where": "haidian/st-0007",
                     "since": "2026-11-24T09:00:00Z", "stations": 1, "waiting": 12,
                     "text": "haidian/st-0007: it has no blanks (1 station, 12 waiting). \
                    bring blanks, receive and open the batch",
                     "what": {"en": "it has no blanks", "zh": "空白卡已用完"},
                     "todo": {"en": "bring blanks, receive and open the batch",
                              "zh": "请补充空白卡并登记、启用批次"},
                     "page": "https://centre.example/"}
                    """));
  }

  @Test
  void a_letter_of_a_stations_alarm_says_which_and_what_to_do() throws Exception {
    Scope scope = new Scope.OfAlarm(new EdgeNodeDescriptor("haidian", "st-0007"), "sam-away");
    receivers.changed(
        Change.OPENED,
        new Alert(
            3, scope, Cause.ALARM, NOW.toEpochMilli(), 1, 0, false, Optional.empty(), 0, false));
    turn();
    assertThat(webhook.getFirst().path("alarm").asText()).isEqualTo("sam-away");
    assertThat(webhook.getFirst().path("where").asText()).isEqualTo("haidian/st-0007");
    assertThat(webhook.getFirst().path("text").asText())
        .startsWith("haidian/st-0007: the SAM gives no card keys (1 station, 0 waiting).");
    assertThat(webhook.getFirst().path("what").path("zh").asText()).contains("SAM");
    assertThat(manager)
        .last()
        .satisfies(letter -> {
          assertThat(letter.path(0).path("labels").path("alarm").asText()).isEqualTo("sam-away");
          assertThat(letter.path(0).path("labels").path("severity").asText()).isEqualTo("critical");
        });
  }

  @Test
  void a_webhook_that_was_away_gets_everything_in_order_after_rests_that_double() throws Exception {
    status = 503;
    receivers.changed(Change.OPENED, alert(1, 0));
    receivers.changed(Change.CLOSED, alert(1, 0));
    turn();
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      int before = asked.get();
      pass(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(asked.get()).as("during the rest of %s s", seconds).isEqualTo(before);
      pass(Duration.ofMillis(1));
      assertThat(asked.get()).as("after the rest of %s s", seconds).isEqualTo(before + 1);
    }

    status = 200;
    pass(Duration.ofSeconds(60));
    assertThat(webhook)
        .extracting(letter -> letter.get("change").asText())
        .containsExactly("opened", "closed");
  }

  @Test
  void of_letters_that_wait_the_newest_thousand_are_kept() throws Exception {
    status = 503;
    for (int number = 1; number <= 1_001; number++) {
      receivers.changed(Change.CLOSED, alert(number, NOW.toEpochMilli() - 1));
    }
    turn();
    status = 200;
    pass(Duration.ofMinutes(1));

    assertThat(webhook).hasSize(1_000);
    assertThat(webhook.getFirst().get("number").asInt()).isEqualTo(2);
    assertThat(webhook.getLast().get("number").asInt()).isEqualTo(1_001);
  }

  @Test
  void that_a_silenced_alert_is_over_is_told_since_the_receiver_holds_it_open() throws Exception {
    long until = NOW.plus(Duration.ofMinutes(30)).toEpochMilli();
    receivers.changed(Change.OPENED, alert(1, 0));
    receivers.changed(Change.SILENCED, alert(1, until));
    receivers.changed(Change.CLOSED, alert(1, until));
    turn();
    assertThat(webhook)
        .extracting(letter -> letter.get("change").asText())
        .containsExactly("opened", "silenced", "closed");
  }

  @Test
  void nobody_is_told_of_a_silenced_alert_but_that_it_is_silenced() throws Exception {
    long until = NOW.plus(Duration.ofMinutes(30)).toEpochMilli();
    receivers.changed(Change.SILENCED, alert(1, until));
    receivers.changed(Change.ESCALATED, alert(1, until));
    turn();
    assertThat(webhook)
        .extracting(letter -> letter.get("change").asText())
        .containsExactly("silenced");
    assertThat(manager).isEmpty();

    pass(Duration.ofMinutes(30));
    assertThat(manager).as("told again when the silence is over").hasSize(1);
  }

  @Test
  void an_alertmanager_is_told_again_each_minute_until_it_is_closed() throws Exception {
    receivers.changed(Change.OPENED, alert(1, 0));
    turn();
    assertThat(manager).hasSize(1);
    JsonNode first = manager.getFirst().get(0);
    assertThat(first.get("labels"))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"alertname": "CountersignNoBlanks", "service": "countersign",
                     "severity": "critical", "district": "haidian", "station": "st-0007"}
                    """));
    assertThat(first.get("startsAt").asText()).isEqualTo("2026-11-24T09:00:00Z");
    assertThat(first.get("endsAt").asText()).isEqualTo("2026-11-24T09:04:00Z");

    pass(Duration.ofSeconds(59));
    assertThat(manager).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(manager).hasSize(2);
    assertThat(manager.getLast().get(0).get("endsAt").asText()).isEqualTo("2026-11-24T09:05:00Z");

    receivers.changed(Change.CLOSED, alert(1, 0));
    turn();
    assertThat(manager).hasSize(3);
    assertThat(manager.getLast().get(0).get("endsAt").asText()).isEqualTo("2026-11-24T09:01:00Z");
    pass(Duration.ofMinutes(5));
    assertThat(manager).as("closed, not told again").hasSize(3);
  }

  @Test
  void an_alertmanager_that_was_away_is_tried_again_after_5_s() throws Exception {
    receivers.restore(List.of(alert(1, 0)));
    status = 500;
    turn();
    pass(Duration.ofMillis(4_999));
    assertThat(asked.get()).isEqualTo(1);
    status = 200;
    pass(Duration.ofMillis(1));

    assertThat(manager).hasSize(1);
    assertThat(webhook).as("a restart is no news").isEmpty();
  }

  @Test
  void those_who_are_told_of_a_silence_are_told_why() throws Exception {
    Verdict verdict =
        new Verdict(
            Why.POWER,
            Sureness.LIKELY,
            NOW.toEpochMilli(),
            OptionalLong.empty(),
            List.of(
                new Evidence(Evidence.Kind.POWER, new Sentence("it ran on battery", "使用电池供电"))));
    Letters letters = new Letters(Optional.empty());
    Alert alert =
        new Alert(
            7,
            STATION,
            Cause.SILENT,
            NOW.toEpochMilli(),
            3,
            5,
            false,
            Optional.empty(),
            0,
            false,
            Optional.of(verdict));
    JsonNode letter =
        new ObjectMapper().readTree(letters.webhook(Change.EXPLAINED, alert, NOW.toEpochMilli()));
    assertThat(letter.path("change").textValue()).isEqualTo("explained");
    assertThat(letter.path("text").textValue())
        .contains("it is not connected; likely the power failed (3 stations, 5 waiting)");
    assertThat(letter.at("/silence/why").textValue()).isEqualTo("POWER");
    assertThat(letter.at("/silence/evidence/0/zh").textValue()).isEqualTo("使用电池供电");
    assertThat(letter.at("/todo/en").textValue()).isEqualTo(Why.POWER.todo().english());
    JsonNode manager =
        new ObjectMapper().readTree(letters.alertmanager(List.of(alert), NOW)).get(0);
    assertThat(manager.at("/annotations/evidence").textValue()).isEqualTo("it ran on battery");
    assertThat(manager.at("/annotations/why").textValue()).isEqualTo("POWER");
  }
}
