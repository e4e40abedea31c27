package org.countersign.centre.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.fleet.FleetListener;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.link.LinkStatus;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AlertLoopTest {

  private static final long NOW = Instant.parse("2026-11-24T09:00:00Z").toEpochMilli();
  private static final EdgeNodeDescriptor HEALTHY = new EdgeNodeDescriptor("haidian", "st-0001");
  private static final EdgeNodeDescriptor FAULTY = new EdgeNodeDescriptor("haidian", "st-0002");
  private static final EdgeNodeDescriptor UNHEARD = new EdgeNodeDescriptor("chaoyang", "st-0003");

  private final AtomicLong wall = new AtomicLong(NOW);
  private final List<String> told = new ArrayList<>();
  private volatile List<Alarmed> alarmed = List.of();
  private volatile LinkStatus link = new LinkStatus(true, NOW - 3_600_000, "", 0);

  @TempDir private Path folder;
  private Database database;
  private AlertTable table;
  private FleetLoop fleet;
  private AlertLoop alerts;

  @BeforeEach
  void start() throws Exception {
    database = Database.open(new DatabaseConfig.Embedded(folder));
    table = new AlertTable(database);
    fleet =
        new FleetLoop(
            HostSettings.of("centre"),
            () -> Instant.ofEpochMilli(wall.get()),
            () -> 0,
            message -> {},
            FleetListener.NONE);
    assertThat(fleet.connect().get().subscriptions()).isNotEmpty();
    assertThat(fleet.connected().get()).isTrue();
    alerts = loop();
  }

  @AfterEach
  void stop() {
    alerts.close();
    fleet.close();
    database.close();
  }

  private AlertLoop loop() {
    return new AlertLoop(
        new AlertBook(AlertRules.USUAL, district -> OpeningHours.ALWAYS),
        table,
        fleet,
        () -> link,
        () -> alarmed,
        () -> Instant.ofEpochMilli(wall.get()),
        List.of(
            (change, alert) -> {
              throw new IllegalStateException("a listener with a defect");
            },
            this::note),
        Duration.ofDays(1));
  }

  /** What is told, and whether the table has it already. */
  private void note(AlertListener.Change change, Alert alert) {
    boolean open = table.open().stream().anyMatch(kept -> kept.number() == alert.number());
    told.add(
        "%d %s %s %s".formatted(alert.number(), change, alert.cause(), open ? "kept" : "not open"));
  }

  private void isHeard(EdgeNodeDescriptor node, String state) throws Exception {
    EdgeNodeSession session =
        new EdgeNodeSession(node, Optional.empty(), () -> Instant.ofEpochMilli(wall.get()));
    assertThat(session.connect(0).subscriptions()).isNotEmpty();
    session.connected();
    TreeMap<String, List<Metric>> devices = new TreeMap<>();
    devices.put("encoder-1", List.of(text("State", state)));
    NodeImage image = new NodeImage(List.of(text("Stock/Status", "ok")), devices);
    send(session.publish(image));
  }

  private void send(List<OutgoingMessage> messages) throws Exception {
    for (OutgoingMessage message : messages) {
      assertThat(fleet.received(message.topic().toString(), message.bytes())).isTrue();
    }
    while (fleet.waiting() > 0) {
      Thread.onSpinWait();
    }
    assertThat(fleet.ask(view -> true).get()).isTrue();
  }

  private static Metric text(String name, String value) {
    return Metric.of(name, MetricType.STRING, MetricValue.of(value), NOW);
  }

  private void pass(long seconds) throws Exception {
    for (long end = wall.get() + seconds * 1_000; wall.get() < end; ) {
      wall.addAndGet(Math.min(5_000, end - wall.get()));
      assertThat(alerts.turnNow().get()).isTrue();
    }
  }

  private List<Alert> open() throws Exception {
    return alerts.open().get();
  }

  @Test
  void an_alert_is_kept_before_it_is_told_and_closed_before_its_end_is_told() throws Exception {
    isHeard(FAULTY, "hardwareError");
    pass(40);
    isHeard(FAULTY, "online");
    pass(70);

    assertThat(told)
        .containsExactly("1 OPENED DEVICES_FAULTY kept", "1 CLOSED DEVICES_FAULTY not open");
    assertThat(table.closed(10))
        .singleElement()
        .satisfies(c -> assertThat(c.absorbedBy()).isZero());
  }

  @Test
  void an_alarm_is_told_while_it_is_raised_whatever_becomes_of_the_station() throws Exception {
    isHeard(HEALTHY, "online");
    alarmed = List.of(new Alarmed(HEALTHY, "clock-doubted", NOW));
    pass(5);
    assertThat(told).containsExactly("1 OPENED ALARM kept");
    alerts.close();
    told.clear();
    alerts = loop();
    pass(40);
    assertThat(told).as("it is no news after a restart").isEmpty();
    alarmed = List.of();
    pass(70);
    assertThat(told).containsExactly("1 CLOSED ALARM not open");
  }

  @Test
  void what_is_open_survives_a_restart_with_number_and_acknowledgement() throws Exception {
    isHeard(FAULTY, "hardwareError");
    pass(40);
    assertThat(alerts.acknowledge(1, "ma").get()).isTrue();
    assertThat(alerts.silence(1, NOW + 7_200_000).get()).isTrue();
    assertThat(alerts.acknowledge(9, "ma").get()).isFalse();
    assertThat(alerts.silence(9, NOW).get()).isFalse();
    alerts.close();
    told.clear();

    alerts = loop();
    assertThat(open())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.number()).isEqualTo(1);
          assertThat(alert.acknowledgedBy()).hasValue("ma");
          assertThat(alert.silencedUntil()).isEqualTo(NOW + 7_200_000);
        });
    pass(40);
    assertThat(told).as("it is no news").isEmpty();
    assertThat(open()).singleElement().satisfies(a -> assertThat(a.stations()).isEqualTo(1));

    isHeard(HEALTHY, "hardwareError");
    pass(40);
    assertThat(told).containsExactly("2 OPENED DEVICES_FAULTY kept");
  }

  @Test
  void a_number_is_never_given_twice_though_its_alert_is_over() throws Exception {
    isHeard(FAULTY, "hardwareError");
    pass(40);
    isHeard(FAULTY, "online");
    pass(70);
    alerts.close();
    told.clear();

    alerts = loop();
    isHeard(HEALTHY, "hardwareError");
    pass(40);
    assertThat(told).containsExactly("2 OPENED DEVICES_FAULTY kept");
  }

  @Test
  void without_a_link_the_healthy_are_lost_by_that_and_the_others_stay_as_they_were()
      throws Exception {
    isHeard(HEALTHY, "online");
    isHeard(FAULTY, "hardwareError");
    pass(40);
    told.clear();

    link = new LinkStatus(false, wall.get(), "gone", 0);
    pass(120);
    assertThat(told).containsExactly("2 OPENED NO_LINK kept");
    assertThat(open())
        .extracting(Alert::cause)
        .containsExactlyInAnyOrder(Cause.NO_LINK, Cause.DEVICES_FAULTY);

    link = new LinkStatus(true, wall.get(), "", 0);
    pass(70);
    assertThat(told).containsExactly("2 OPENED NO_LINK kept", "2 CLOSED NO_LINK not open");
  }

  @Test
  void many_healthy_stations_without_a_link_are_one_alert() throws Exception {
    for (int i = 10; i < 20; i++) {
      isHeard(new EdgeNodeDescriptor("haidian", "st-00" + i), "online");
    }
    link = new LinkStatus(false, wall.get(), "gone", 0);
    pass(40);

    assertThat(told).containsExactly("1 OPENED NO_LINK kept");
    assertThat(open().getFirst().stations()).isEqualTo(10);
  }

  @Test
  void a_station_that_was_not_heard_yet_is_no_alert_for_45_s_after_the_link_is_there()
      throws Exception {
    link = new LinkStatus(true, wall.get(), "", 0);
    assertThat(fleet.restore(List.of(new KnownNode(UNHEARD, 7, NOW - 1_000)), NOW).get()).isTrue();
    pass(44);
    assertThat(told).isEmpty();
    pass(2);
    assertThat(told).containsExactly("1 OPENED UNHEARD kept");
  }

  /** A station that goes, with these words of its own before. */
  private void goes(EdgeNodeDescriptor node, Metric... words) throws Exception {
    wall.incrementAndGet();
    EdgeNodeSession session =
        new EdgeNodeSession(node, Optional.empty(), () -> Instant.ofEpochMilli(wall.get()));
    assertThat(session.connect(7).subscriptions()).isNotEmpty();
    session.connected();
    List<OutgoingMessage> said =
        new ArrayList<>(session.publish(new NodeImage(List.of(words), new TreeMap<>())));
    said.addAll(session.leave());
    send(said);
  }

  private List<String> reasons() throws Exception {
    return open().stream()
        .map(alert -> alert.silence().map(v -> v.why() + " " + v.sure()).orElse("none"))
        .toList();
  }

  @Test
  void another_reason_of_a_silence_is_told_once_as_the_same_alert() throws Exception {
    goes(HEALTHY, text("Stop/Planned", ""));
    pass(40);
    assertThat(told).containsExactly("1 OPENED SILENT kept");
    assertThat(reasons()).containsExactly("UNKNOWN OPEN");

    String word = "1795520967: Client haidian/st-0001 closed its connection.";
    assertThat(fleet.received("$SYS/broker/log/N", word.getBytes(UTF_8))).isTrue();
    pass(180);
    assertThat(reasons()).containsExactly("SERVICE LIKELY");
    assertThat(told).containsExactly("1 OPENED SILENT kept", "1 EXPLAINED SILENT kept");
  }

  @Test
  void a_station_that_falls_silent_every_minute_and_returns_is_one_alert() throws Exception {
    for (int minute = 0; minute < 60; minute++) {
      goes(HEALTHY, text("Stop/Planned", ""));
      pass(30);
      wall.incrementAndGet();
      isHeard(HEALTHY, "online");
      pass(30);
    }
    assertThat(told).containsExactly("1 OPENED SILENT kept", "1 ESCALATED SILENT kept");
    assertThat(open()).singleElement().satisfies(alert -> assertThat(alert.unsteady()).isTrue());

    told.clear();
    pass(11 * 60);
    assertThat(told).containsExactly("1 CLOSED SILENT not open");
  }

  @Test
  void a_station_that_said_it_would_go_is_no_alert() throws Exception {
    goes(HEALTHY, text("Stop/Planned", "the service is stopped"));
    pass(300);
    assertThat(told).isEmpty();
  }
}
