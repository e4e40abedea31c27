package org.countersign.fleetsim.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.fleetsim.box.Days.fault;
import static org.countersign.fleetsim.box.Days.minutes;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.countersign.fleetsim.box.Days;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Stop;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordReceiver;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.host.HostApplication;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostOutput;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.junit.jupiter.api.Test;

/** A simulated station before the protocol's own host and receiver of records, without a broker. */
class StationReportsTest {

  private static final String HOST = "centre-1";

  private long nanos;
  private final FleetClock clock =
      new FleetClock(() -> nanos, 60, Instant.ofEpochMilli(Days.T0), false);
  private final SimulatedStation station = Days.station(3);
  private final List<HostEvent> events = new ArrayList<>();
  private final HostApplication host =
      new HostApplication(
          HostSettings.of(HOST), () -> Instant.ofEpochMilli(clock.wall()), output());
  private final MemoryStore store = new MemoryStore();
  private final RecordReceiver receiver = new RecordReceiver(store);
  private StationReports reports = reports(Optional.empty());

  private StationReports reports(Optional<String> primaryHost) {
    return new StationReports(
        station,
        new StationReports.Terms(Duration.ofSeconds(1), primaryHost, true, Duration.ofSeconds(30)),
        clock);
  }

  private HostOutput output() {
    return new HostOutput() {
      @Override
      public void event(HostEvent event) {
        events.add(event);
      }

      @Override
      public void publish(HostMessage message) {}
    };
  }

  private void connect() {
    host.connect();
    host.connected(clock.real());
    reports.opening();
    reports.up();
  }

  @Test
  void aDayOfReportsIsValidForTheHostAndItsLastWordIsHowThingsAre() {
    connect();
    pass(Duration.ofMinutes(9));
    assertThat(events(HostEvent.Refused.class)).isEmpty();
    assertThat(events(HostEvent.Stale.class)).isEmpty();
    assertThat(events(HostEvent.NodeBorn.class)).hasSize(1);
    assertThat(events(HostEvent.DeviceBorn.class)).hasSameSizeAs(station.devices());
    assertThat(events(HostEvent.Changed.class)).hasSizeGreaterThan(100);
    assertThat(lastSaid("Cards/Issued")).isEqualTo(MetricValue.of(station.issued()));
  }

  @Test
  void reportsAreAtLeastASecondApart() {
    connect();
    pass(Duration.ofMinutes(5));
    List<Long> times =
        events(HostEvent.Changed.class).stream()
            .filter(changed -> changed.device().isEmpty())
            .map(HostEvent.Changed::timestamp)
            .toList();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(1_000);
    }
  }

  @Test
  void aDeviceThatIsUnpluggedDiesAndIsBornAgain() {
    connect();
    pass(Duration.ofSeconds(5));
    station.begin(fault(Cause.ENCODER_GONE));
    pass(Duration.ofSeconds(2));
    assertThat(events(HostEvent.DeviceDied.class))
        .extracting(HostEvent.DeviceDied::device)
        .containsExactly("encoder-1");
    station.end(fault(Cause.ENCODER_GONE));
    pass(Duration.ofSeconds(2));
    assertThat(events(HostEvent.DeviceBorn.class)).hasSize(station.devices().size() + 1);
  }

  @Test
  void rebirthIsObeyedOnceASecondWithTheNumberOfTheSession() {
    connect();
    pass(Duration.ofSeconds(5));
    for (int asked = 0; asked < 5; asked++) {
      reports.arrived(
          station.identity().node().topic(MessageType.NCMD).toString(), rebirthCommand());
      pass(Duration.ofMillis(100));
    }
    pass(Duration.ofSeconds(2));
    assertThat(events(HostEvent.NodeBorn.class)).hasSize(3).allMatch(born -> born.bdSeq() == 0);
    assertThat(events(HostEvent.Refused.class)).isEmpty();
  }

  private static byte[] rebirthCommand() {
    Metric rebirth =
        Metric.of(EdgeNodeSession.REBIRTH, MetricType.BOOLEAN, MetricValue.of(true), Days.T0);
    return SparkplugCodec.encode(
        MessageType.NCMD,
        new SparkplugPayload(OptionalLong.of(Days.T0), OptionalInt.empty(), List.of(rebirth)));
  }

  @Test
  void aQuietStationSaysAHeartbeatEveryKeepAliveAndNothingElse() {
    reports =
        new StationReports(
            station,
            new StationReports.Terms(
                Duration.ofSeconds(1), Optional.empty(), false, Duration.ofSeconds(30)),
            new FleetClock(() -> nanos, 1, Instant.ofEpochMilli(Days.T0), false));
    connect();
    List<Letter> said = new ArrayList<>();
    pass(Duration.ofSeconds(305), said::add);
    List<Letter> reported =
        said.stream().filter(letter -> letter.topic().contains("/NDATA/")).toList();
    assertThat(reported).hasSize(10);
    assertThat(reported).allMatch(letter -> letter.payload().length <= 60);
    List<Long> beats =
        events(HostEvent.Changed.class).stream()
            .map(changed -> changed.metrics().getFirst())
            .map(beat -> ((MetricValue.Whole) beat.value()).value())
            .toList();
    assertThat(beats).hasSize(10);
    for (int i = 1; i < beats.size(); i++) {
      assertThat(beats.get(i) - beats.get(i - 1)).isBetween(30_000L, 30_100L);
    }
  }

  @Test
  void aStopOnPurposeIsToldBeforeTheDeath() {
    connect();
    pass(Duration.ofSeconds(5));
    List<Letter> last = reports.farewell(new Stop("a new cable", Optional.empty()));
    assertThat(last)
        .extracting(letter -> letter.topic().split("/", -1)[2])
        .containsExactly("NDATA", "NDEATH");
    last.forEach(this::hear);
    assertThat(lastSaid("Stop/Planned")).isEqualTo(MetricValue.of("a new cable"));
    assertThat(events(HostEvent.NodeDied.class)).hasSize(1);
    assertThat(events(HostEvent.Refused.class)).isEmpty();
  }

  @Test
  void nothingIsSaidBeforeThePrimaryHostIsOnlineAndGoodbyeWhenItLeaves() {
    reports = reports(Optional.of(HOST));
    connect();
    pass(Duration.ofMinutes(2));
    assertThat(events).isEmpty();

    assertThat(state(true, Days.T0)).isEqualTo(StationReports.Effect.NONE);
    pass(Duration.ofSeconds(2));

    assertThat(events(HostEvent.NodeBorn.class)).hasSize(1);
    assertThat(state(false, Days.T0 + 1)).isEqualTo(StationReports.Effect.LEAVE);
    reports.farewell().forEach(this::hear);
    assertThat(events(HostEvent.NodeDied.class)).hasSize(1);
  }

  private StationReports.Effect state(boolean online, long timestamp) {
    return reports.arrived(HostState.topic(HOST), new HostState(online, timestamp).bytes());
  }

  @Test
  void everyConnectHasTheNextNumberAndItsWillIsTheDeathOfThatSession() {
    connect();
    pass(Duration.ofSeconds(2));
    reports.lost("closed");
    pass(Duration.ofSeconds(2));
    Letter will = reports.opening().will();
    reports.up();
    pass(Duration.ofSeconds(2));
    assertThat(events(HostEvent.NodeBorn.class))
        .extracting(HostEvent.NodeBorn::bdSeq)
        .containsExactly(0, 1);
    hear(will);
    assertThat(events(HostEvent.NodeDied.class)).hasSize(1);
  }

  @Test
  void everyCardReachesTheReceiverOnceAlthoughTheSessionIsLostInBetween() {
    connect();
    pass(Duration.ofMinutes(4));
    reports.lost("closed");
    pass(Duration.ofMinutes(2));
    assertThat(station.backlog()).isPositive();
    reports.opening();
    reports.up();
    station.begin(fault(Cause.GRANT_EMPTY));
    pass(Duration.ofMinutes(3));
    assertThat(station.issued()).isGreaterThan(10);
    assertThat(store.of(station.identity().node())).hasSize((int) station.issued());
    assertThat(station.backlog()).isZero();
  }

  @Test
  void theTimeInMessagesFollowsTheScenarioOnlyWhenItIsToldTo() {
    FleetClock inMessages = new FleetClock(() -> nanos, 60, Instant.ofEpochMilli(Days.T0), true);
    nanos += TimeUnit.MINUTES.toNanos(1);
    assertThat(clock.wall()).isEqualTo(Days.T0 + minutes(1));
    assertThat(clock.scenario()).isEqualTo(minutes(60));
    assertThat(inMessages.wall()).isEqualTo(Days.T0 + minutes(60));
    assertThat(clock.realAt(minutes(120))).isEqualTo(minutes(2));
  }

  /** Real time passes; the line asks whenever the reports want it to, and is never slow. */
  private void pass(Duration time) {
    pass(time, letter -> {});
  }

  private void pass(Duration time, Consumer<Letter> also) {
    long end = nanos + time.toNanos();
    while (nanos < end) {
      List<Letter> letters = reports.due();
      letters.forEach(this::hear);
      letters.forEach(also);
      if (letters.isEmpty()) {
        long next = Math.max(clock.real() + 5, reports.nextDue());
        nanos = Math.min(end, next == Long.MAX_VALUE ? end : next * 1_000_000);
      }
    }
  }

  private void hear(Letter letter) {
    if (letter.topic().startsWith("spBv1.0/")) {
      host.received(letter.topic(), letter.payload(), clock.real());
      return;
    }
    receiver
        .received(letter.topic(), letter.payload())
        .ack()
        .ifPresent(ack -> reports.arrived(acks(), RecordCodec.encode(ack)));
  }

  private String acks() {
    return org.countersign.protocol.records.RecordTopics.acks(station.identity().node());
  }

  private MetricValue lastSaid(String name) {
    return events(HostEvent.Changed.class).stream()
        .filter(changed -> changed.device().isEmpty())
        .flatMap(changed -> changed.metrics().stream())
        .filter(metric -> metric.name().orElseThrow().equals(name))
        .reduce((one, later) -> later)
        .orElseThrow()
        .value();
  }

  private <T extends HostEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
