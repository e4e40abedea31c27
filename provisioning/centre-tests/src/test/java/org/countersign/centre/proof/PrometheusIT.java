package org.countersign.centre.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies in {@code provisioning/centre/ecosystem} for Prometheus and Grafana, tried with a real
 * Prometheus at a real centre.
 */
@Timeout(120)
class PrometheusIT {

  private static final Path ECOSYSTEM = Path.of("..", "centre", "ecosystem");
  private static final String RULES = "countersign-rules.yml";
  private static final String TOKEN = "fedcba9876543210fedcba9876543210";

  @TempDir static Path folder;

  private static PrivateMosquitto broker;
  private static CentreProcess centre;

  @BeforeAll
  static void start() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    Path token = Files.writeString(folder.resolve("metrics.token"), TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    centre =
        CentreProcess.start(
            folder.resolve("centre"),
            broker.uri(),
            "metrics-token-file = \"%s\"\nmetrics-stations = true".formatted(token));
  }

  @AfterAll
  static void end() throws Exception {
    centre.close();
    broker.close();
  }

  @Test
  void whatAForgerCallsItsDistrictIsALabelAndNothingElse() throws Exception {
    String hostile = "x\"} 1\\ 区 <b>' or 1=1";
    try (HandMadeStation station = new HandMadeStation(broker.uri(), hostile, "forged")) {
      station.birth();
      String text = Eventually.until("the district", this::metrics, t -> t.contains("forged"));

      assertThat(lint(text)).isEmpty();
    }
  }

  private String metrics() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(centre.page().resolve("/metrics"))
              .header("Authorization", "Bearer " + TOKEN)
              .build();
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      return answer.body();
    }
  }

  /** What promtool has to say about our own metrics; of those that libraries name, nothing. */
  private List<String> lint(String text) throws Exception {
    String promtool = RealPart.require("promtool", "prometheus").toString();
    Path input = Files.writeString(folder.resolve("metrics.txt"), text);
    Path output = folder.resolve("lint.txt");
    int ignored =
        new ProcessBuilder(promtool, "check", "metrics")
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return Files.readAllLines(output).stream()
        .filter(line -> !line.matches("(jvm|process|system)_.*"))
        .toList();
  }

  @Test
  void everyRuleFiresWhenItShouldAndOnlyThen() throws Exception {
    Path output = folder.resolve("rules.txt");
    int status =
        new ProcessBuilder(
                RealPart.require("promtool", "prometheus").toString(),
                "test",
                "rules",
                "countersign-rules-test.yml")
            .directory(ECOSYSTEM.resolve("prometheus").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();

    assertThat(status).as(Files.readString(output)).isZero();
  }

  @Test
  void prometheusReadsTheCentreByTheExampleAndFindsAllThatRulesAndDashboardsAskFor()
      throws Exception {
    try (HandMadeStation station = new HandMadeStation(broker.uri(), "north", "n-1");
        PrivatePrometheus prometheus = PrivatePrometheus.start(configuration())) {
      station.birth();
      Eventually.until(
          "the station, and what is recorded of its district",
          () ->
              prometheus
                  .ask(
                      "query",
                      "query",
                      "district:countersign_stations_none:ratio{district=\"north\"}")
                  .path("result")
                  .size(),
          found -> found == 1);

      List<String> expressions = new ArrayList<>(dashboards());
      assertThat(expressions).hasSizeGreaterThan(40);
      expressions.addAll(rules(prometheus));
      for (String expression : expressions) {
        isAnswered(prometheus, new PromQl(expression));
      }
    }
  }

  private static void isAnswered(PrivatePrometheus prometheus, PromQl expression) throws Exception {
    JsonNode ignored = prometheus.ask("query", "query", expression.text());
    Set<String> labels = new TreeSet<>();
    for (String selector : expression.selectors()) {
      JsonNode series = prometheus.ask("series", "match[]", selector);
      assertThat(series).as("%s of %s", selector, expression.text()).isNotEmpty();
      series.forEach(one -> one.fieldNames().forEachRemaining(labels::add));
    }
    assertThat(labels).as(expression.text()).containsAll(expression.labels());
  }

  /** The example with the addresses of this test, and in a hurry. */
  private Path configuration() throws Exception {
    URI page = centre.page();
    Path own = Files.createDirectories(folder.resolve("prometheus"));
    Path example = ECOSYSTEM.resolve("prometheus");
    Path ignored = Files.copy(example.resolve(RULES), own.resolve(RULES));
    String text = Files.readString(example.resolve("prometheus.yml"));
    for (String[] change :
        new String[][] {
          {"centre.example:8450", page.getAuthority()},
          {"/etc/prometheus/countersign.token", folder.resolve("metrics.token").toString()},
          {"scheme: https", "scheme: http"},
          {"    tls_config:\n      ca_file: /etc/prometheus/countersign-ca.pem\n", ""},
          {"scrape_interval: 15s", "scrape_interval: 1s"},
          {"evaluation_interval: 15s", "evaluation_interval: 1s"},
        }) {
      assertThat(text).contains(change[0]);
      text = text.replace(change[0], change[1]);
    }
    return Files.writeString(own.resolve("prometheus.yml"), text);
  }

  private static List<String> dashboards() throws Exception {
    List<String> expressions = new ArrayList<>();
    try (Stream<Path> files = Files.list(ECOSYSTEM.resolve("grafana"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
        for (JsonNode target : dashboard.findValues("expr")) {
          expressions.add(filled(target.textValue()));
        }
      }
    }
    return expressions;
  }

  /** With a value in the place of each of Grafana's variables. */
  private static String filled(String expression) {
    return expression
        .replace("$instance", ".*")
        .replace("$district", "north")
        .replace("$__rate_interval", "1m");
  }

  private static List<String> rules(PrivatePrometheus prometheus) throws Exception {
    List<String> expressions = prometheus.ask("rules", "type", "").findValuesAsText("query");
    assertThat(expressions).hasSizeGreaterThan(20);
    return expressions;
  }
}
