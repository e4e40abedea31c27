package org.countersign.centre.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.countersign.centre.account.LoginGuard;
import org.countersign.centre.app.Centre;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.config.CentreConfig;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole centre whose broker is away; time passes as the test says. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CentreMetricsTest {

  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Pattern STATIONS =
      Pattern.compile("^countersign_stations\\{(.*)} ([0-9.E]+)$", Pattern.MULTILINE);

  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final LoginGuard guard = new LoginGuard(millis::get);

  @TempDir private Path folder;
  private Optional<Centre> centre = Optional.empty();
  private Optional<CentreMetrics> metrics = Optional.empty();

  private Centre.Parts start(boolean each) throws Exception {
    CentreConfig config =
        CentreConfig.onThisMachine(
            folder,
            BrokerConfig.plain(URI.create("tcp://127.0.0.1:1")),
            new CentreConfig.Page(
                new InetSocketAddress("127.0.0.1", 0),
                Optional.empty(),
                Optional.empty(),
                new CentreConfig.Page.Metrics(Optional.empty(), each)));
    Centre started = Centre.start(config, () -> NOW, List.of(), link -> {});
    centre = Optional.of(started);
    metrics =
        Optional.of(
            new CentreMetrics(
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                started.parts(),
                guard,
                millis::get));
    return started.parts();
  }

  @AfterEach
  void stop() {
    metrics.ifPresent(CentreMetrics::close);
    centre.ifPresent(Centre::close);
  }

  private static void known(Centre.Parts centre, Stream<EdgeNodeDescriptor> stations) {
    assertThat(centre.fleet().restore(stations.map(s -> new KnownNode(s, 0, 1)).toList(), 1).join())
        .isTrue();
  }

  private String text() {
    return new String(metrics.orElseThrow().text(), StandardCharsets.UTF_8);
  }

  private void later(long passed) {
    millis.addAndGet(passed);
  }

  private static double all(String text) {
    return STATIONS.matcher(text).results().mapToDouble(r -> Double.parseDouble(r.group(2))).sum();
  }

  @Test
  void stations_are_counted_by_district_and_capacity_and_by_cause() throws Exception {
    Centre.Parts parts = start(false);
    known(
        parts,
        Stream.of(
            new EdgeNodeDescriptor("north", "n-1"),
            new EdgeNodeDescriptor("north", "n-2"),
            new EdgeNodeDescriptor("south", "s-1")));

    assertThat(text().lines())
        .contains(
            "# HELP countersign_stations Stations by what they can do now",
            "countersign_stations{capacity=\"unknown\",district=\"north\"} 2.0",
            "countersign_stations{capacity=\"full\",district=\"north\"} 0.0",
            "countersign_stations{capacity=\"unknown\",district=\"south\"} 1.0",
            "countersign_applications_waiting{capacity=\"none\",district=\"south\"} 0.0",
            "countersign_station_causes{cause=\"unheard\"} 3.0",
            "countersign_station_causes{cause=\"no_blanks\"} 0.0",
            "countersign_alerts{acknowledged=\"false\",cause=\"silent\"} 0.0",
            "countersign_link_up 0.0");
    assertThat(text()).doesNotContain("n-1");
  }

  @Test
  void the_fleet_is_asked_once_in_five_seconds_however_many_ask() throws Exception {
    Centre.Parts parts = start(false);
    known(parts, Stream.of(new EdgeNodeDescriptor("north", "n-1")));
    String first = text();

    known(parts, Stream.of(new EdgeNodeDescriptor("north", "n-2")));
    later(4_999);
    assertThat(text()).isEqualTo(first);

    later(1);
    assertThat(all(text())).isEqualTo(2);
  }

  @Test
  void a_fleet_that_does_not_answer_leaves_its_figures_and_their_age() throws Exception {
    Centre.Parts parts = start(false);
    known(parts, Stream.of(new EdgeNodeDescriptor("north", "n-1")));
    assertThat(text()).contains("countersign_fleet_figures_age_seconds 0.0");
    CountDownLatch goOn = new CountDownLatch(1);
    var hung =
        parts
            .fleet()
            .ask(view -> {
              try {
                goOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return true;
            });

    later(90_000);
    String text = text();

    assertThat(text).contains("countersign_fleet_figures_age_seconds 90.0");
    assertThat(all(text)).isEqualTo(1);
    goOn.countDown();
    assertThat(hung.join()).isTrue();
    later(5_000);
    assertThat(text()).contains("countersign_fleet_figures_age_seconds 0.0");
  }

  @Test
  void a_thousand_forged_districts_share_one_row_and_take_no_place_of_a_real_one()
      throws Exception {
    Centre.Parts parts = start(false);
    known(
        parts,
        Stream.concat(
            IntStream.range(0, 1_000).mapToObj(i -> new EdgeNodeDescriptor("a-forged-" + i, "x")),
            Stream.of(
                new EdgeNodeDescriptor("zhenxing", "z-1"),
                new EdgeNodeDescriptor("zhenxing", "z-2"))));

    String text = text();

    assertThat(STATIONS.matcher(text).results().map(MatchResult::group))
        .hasSize((FleetFigures.MOST_DISTRICTS + 1) * Capacity.values().length)
        .anyMatch(row -> row.contains("\"unknown\",district=\"zhenxing\"} 2.0"))
        .anyMatch(row -> row.contains("\"unknown\",district=\"_OTHER\"} 501.0"));
    assertThat(all(text)).isEqualTo(1_002);
  }

  @Test
  void each_station_has_a_row_where_that_is_asked_for_up_to_five_thousand() throws Exception {
    Centre.Parts parts = start(true);
    known(
        parts,
        IntStream.range(0, FleetFigures.MOST_STATIONS + 7)
            .mapToObj(i -> new EdgeNodeDescriptor("north", "n-%05d".formatted(i))));

    String text = text();

    assertThat(text.lines().filter(line -> line.startsWith("countersign_station_capacity{")))
        .hasSize(FleetFigures.MOST_STATIONS)
        .contains(
            "countersign_station_capacity{capacity=\"unknown\",cause=\"unheard\","
                + "district=\"north\",station=\"n-00000\"} 1.0");
    assertThat(text).contains("countersign_station_capacity_left_out 7.0");
  }

  @Test
  void a_name_cannot_end_its_label() throws Exception {
    Centre.Parts parts = start(false);
    known(parts, Stream.of(new EdgeNodeDescriptor("a\"} 7 \\ 区", "x")));

    assertThat(text().lines())
        .contains("countersign_stations{capacity=\"unknown\",district=\"a\\\"} 7 \\\\ 区\"} 1.0");
  }

  @Test
  void log_ins_that_fail_or_come_too_soon_are_counted() throws Exception {
    start(false);
    guard.failed("vi", "127.0.0.1");
    guard.turnedAway();

    assertThat(text()).contains("countersign_logins_refused_total 2.0");
  }
}
