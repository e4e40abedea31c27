package org.countersign.station.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.station.jobs.FleetStatus;
import org.countersign.testbed.PrivateMosquitto;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link against Debian's mosquitto. */
@Timeout(120)
class FleetLinkIT {

  private static final String NCMD = "spBv1.0/chaoyang/NCMD/station-7";

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final FakeStation station = new FakeStation();

  private PrivateMosquitto broker;
  private Watcher watcher;

  @BeforeEach
  void startBroker() throws Exception {
    RealPart.require("mosquitto", "mosquitto");
    broker = PrivateMosquitto.start(folder);
    watcher = new Watcher(broker.uri(), "watcher");
    station.device("encoder-1", "online");
    station.device("encoder-2", "online");
  }

  @AfterEach
  void stopBroker() throws Exception {
    watcher.close();
    broker.close();
  }

  @Test
  void birthsDataAndDeathsReachASubscriberThatKnowsTheSpecificationAlone() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      Watcher.Heard birth = watcher.next("NBIRTH");
      assertThat(birth.topic()).isEqualTo("spBv1.0/chaoyang/NBIRTH/station-7");
      assertThat(birth.payload().seq()).hasValue(0);
      assertThat(birth.payload().value("bdSeq")).isEqualTo(0L);
      assertThat(birth.payload().value("Node Control/Rebirth")).isEqualTo(false);
      assertThat(birth.payload().metrics().get("Cards/Issued").type()).isEqualTo(8);
      assertThat(birth.payload().metrics().get("Cards/Issued").unit()).isEqualTo("cards");
      assertThat(watcher.next("DBIRTH").topic()).endsWith("/encoder-1");
      Watcher.Heard second = watcher.next("DBIRTH");
      assertThat(second.topic()).isEqualTo("spBv1.0/chaoyang/DBIRTH/station-7/encoder-2");
      assertThat(second.payload().seq()).hasValue(2);
      assertThat(second.payload().value("State")).isEqualTo("online");

      station.issued(1);
      RawPayload data = watcher.next("NDATA").payload();
      assertThat(data.metrics()).containsOnlyKeys("Cards/Issued");
      assertThat(data.value("Cards/Issued")).isEqualTo(1L);
      assertThat(data.metrics().get("Cards/Issued").type()).isZero();
      assertThat(data.seq()).hasValue(3);

      station.lose("encoder-2");
      assertThat(watcher.next("DDEATH").topic()).endsWith("/encoder-2");
      station.device("encoder-2", "online");
      assertThat(watcher.next("DBIRTH").topic()).endsWith("/encoder-2");
      assertThat(link.status().link()).isEqualTo(FleetStatus.Link.ONLINE);
    }
    Watcher.Heard death = watcher.next("NDEATH");
    assertThat(death.payload().metrics()).containsOnlyKeys("bdSeq");
    assertThat(death.payload().seq()).isEmpty();
    assertThat(watcher.all()).noneMatch(Watcher.Heard::retained);
    assertThat(numbers(watcher.all())).isEqualTo(List.of(0, 1, 2, 3, 4, 5));
    // A clean stop: the broker saw DISCONNECT and does not publish the will as well.
    assertThat(broker.log()).contains("Client chaoyang/station-7 disconnected.");
    assertThat(watcher.rest()).isEmpty();
  }

  @Test
  void theBrokerPublishesTheWillWhenTheStationIsGoneWithoutAWord() throws Exception {
    try (Relay relay = new Relay(broker.port());
        FleetLink link = start(config(relay.uri()))) {
      watcher.next("NBIRTH");
      relay.cut();
      Watcher.Heard death = watcher.next("NDEATH");
      assertThat(death.payload().value("bdSeq")).isEqualTo(0L);
      assertThat(death.payload().metrics().get("bdSeq").type()).isEqualTo(4);
      assertThat(watcher.next("NBIRTH").payload().value("bdSeq")).isEqualTo(1L);
    }
  }

  @Test
  void aProcessThatIsKilledLeavesItsWillAndItsNextLifeGoesOnCounting() throws Exception {
    for (long life = 0; life < 2; life++) {
      Process process = FleetLinkMain.start(broker.uri(), folder.resolve("bdseq"), folder);
      assertThat(watcher.next("NBIRTH").payload().value("bdSeq")).isEqualTo(life);
      process.destroyForcibly().waitFor();
      assertThat(watcher.next("NDEATH").payload().value("bdSeq")).isEqualTo(life);
    }
  }

  @Test
  void aStationThatIsStuckIsHeardOnceInAKeepAliveAndSaysSo() throws Exception {
    try (FleetLink link = start(brisk(broker.uri()))) {
      watcher.next("NBIRTH");
      station.stuck = "ledger";
      watcher.next(h -> says(h, "Heartbeat/Stuck", "ledger"), "what is stuck");
      long before = System.nanoTime();
      long one =
          (long) watcher.next(FleetLinkIT::beats, "a heartbeat").payload().value("Heartbeat/At");
      long two =
          (long) watcher.next(FleetLinkIT::beats, "a heartbeat").payload().value("Heartbeat/At");
      assertThat(two - one).isBetween(1_900L, 4_000L);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
      assertThat(link.status().sessions()).isEqualTo(1);
    }
  }

  @Test
  void aPlannedStopReachesASubscriberBeforeTheDeath() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      watcher.next("NBIRTH");
      link.plan(PlannedStop.of("the service is stopped"));
    }
    watcher.next("NDEATH");
    Watcher.Heard told = watcher.all().get(watcher.all().size() - 2);
    assertThat(told.payload().value("Stop/Planned")).isEqualTo("the service is stopped");
    assertThat(broker.log()).contains("Client chaoyang/station-7 disconnected.");
  }

  @Test
  void aBrokerThatTakesNothingAnyMoreDelaysAPlannedStopByAFewSecondsAtMost() throws Exception {
    try (Relay relay = new Relay(broker.port())) {
      FleetLink link = start(config(relay.uri()));
      watcher.next("NBIRTH");
      relay.pause();
      for (int i = 0; i < 2_000 && link.status().link() == FleetStatus.Link.ONLINE; i++) {
        station.issued(i);
      }
      link.plan(PlannedStop.of("the service is stopped"));
      long start = System.nanoTime();
      link.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(7));
    }
  }

  @Test
  void anOutageIsToldInTheNextBirth() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      assertThat(watcher.next("NBIRTH").payload().value("Link/Outage Reason")).isEqualTo("");
      broker.kill();
      watcher.close();
      await(() -> link.status().detail().contains("refused"));
      broker.restart();
      watcher = new Watcher(broker.uri(), "watcher-again");
      watcher.say(NCMD, rebirth());
      RawPayload birth = watcher.next("NBIRTH").payload();
      assertThat(birth.value("Link/Outage Reason")).isEqualTo("refused");
      assertThat((long) birth.value("Link/Outage From"))
          .isLessThan((long) birth.value("Link/Outage To"));
    }
  }

  private static boolean says(Watcher.Heard heard, String metric, Object value) {
    return heard.payload().metrics().containsKey(metric)
        && value.equals(heard.payload().value(metric));
  }

  private static boolean beats(Watcher.Heard heard) {
    return heard.type().equals("NDATA")
        && heard.payload().metrics().keySet().equals(Set.of("Heartbeat/At"));
  }

  @Test
  void aRebirthCommandBringsAllBirthsWithTheSameBdSeq() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      watcher.next("NBIRTH");
      watcher.next(h -> h.topic().endsWith("DBIRTH/station-7/encoder-2"), "second device");
      station.issued(4);
      watcher.next("NDATA");
      watcher.say(NCMD, rebirth());
      Watcher.Heard birth = watcher.next("NBIRTH");
      assertThat(birth.payload().seq()).hasValue(0);
      assertThat(birth.payload().value("bdSeq")).isEqualTo(0L);
      assertThat(birth.payload().value("Cards/Issued")).isEqualTo(4L);
      assertThat(watcher.next("DBIRTH").payload().seq()).hasValue(1);
      assertThat(watcher.next("DBIRTH").payload().seq()).hasValue(2);
      assertThat(link.status().sessions()).isEqualTo(1);
    }
  }

  @Test
  void aFloodOfRebirthCommandsIsAnsweredOnceASecond() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      watcher.next("NBIRTH");
      for (int i = 0; i < 500; i++) {
        watcher.say(NCMD, rebirth());
      }
      watcher.next("NBIRTH");
      station.issued(77);
      watcher.next(
          h ->
              h.payload().metrics().containsKey("Cards/Issued")
                  && h.payload().value("Cards/Issued").equals(77L),
          "the new count");
      long births = watcher.all().stream().filter(h -> h.type().equals("NBIRTH")).count();
      assertThat(births).isBetween(2L, 6L);
      assertThat(link.status().sessions()).isEqualTo(1);
    }
  }

  @Test
  void deviceCommandsForeignMetricsAndGarbageChangeNothing() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      watcher.next("NBIRTH");
      watcher.next(h -> h.topic().endsWith("DBIRTH/station-7/encoder-2"), "second device");
      byte[] write = command("State", MetricType.STRING, MetricValue.of("off"));
      watcher.say("spBv1.0/chaoyang/DCMD/station-7/encoder-1", write);
      watcher.say(NCMD, command("Cards/Issued", MetricType.UINT64, MetricValue.of(9L)));
      watcher.say(NCMD, command("Node Control/Rebirth", MetricType.BOOLEAN, MetricValue.of(false)));
      watcher.say(NCMD, new byte[0]);
      watcher.say(NCMD, "{\"rebirth\":true}".getBytes(UTF_8));
      byte[] noise = new byte[100_000];
      new Random(1).nextBytes(noise);
      watcher.say(NCMD, noise);
      await(() -> link.status().refusedCommands() == 6);
      station.issued(5);
      Watcher.Heard data = watcher.next("NDATA");
      assertThat(data.payload().value("Cards/Issued")).isEqualTo(5L);
      assertThat(data.payload().seq()).hasValue(3);
      assertThat(link.status().link()).isEqualTo(FleetStatus.Link.ONLINE);
    }
  }

  @Test
  void theBrokerMayBeKilledAndComeBackFiveTimes() throws Exception {
    try (FleetLink link = start(config(broker.uri()))) {
      assertThat(watcher.next("NBIRTH").payload().value("bdSeq")).isEqualTo(0L);
      long lastBdSeq = 0;
      for (int round = 1; round <= 5; round++) {
        broker.kill();
        watcher.close();
        station.issued(round);
        await(() -> link.status().link() != FleetStatus.Link.ONLINE);
        broker.restart();
        watcher = new Watcher(broker.uri(), "watcher-" + round);
        watcher.say(NCMD, rebirth());
        RawPayload birth = watcher.next("NBIRTH").payload();
        assertThat(birth.value("Cards/Issued")).isEqualTo((long) round);
        assertThat((long) birth.value("bdSeq")).isGreaterThan(lastBdSeq);
        lastBdSeq = (long) birth.value("bdSeq");
      }
    }
    await(() -> pahoThreads("chaoyang/station-7") == 0);
  }

  @Test
  void aBrokerThatStopsReadingHoldsUpNobodyAndGetsTheNewestStateLater() throws Exception {
    try (Relay relay = new Relay(broker.port());
        FleetLink link = start(brisk(relay.uri()))) {
      watcher.next("NBIRTH");
      relay.pause();
      long start = System.nanoTime();
      for (int i = 1; i <= 100_000; i++) {
        station.issued(i);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      await(() -> link.status().link() != FleetStatus.Link.ONLINE);
      relay.resume();
      watcher.next(
          h ->
              h.type().startsWith("N")
                  && h.payload().metrics().containsKey("Cards/Issued")
                  && h.payload().value("Cards/Issued").equals(100_000L),
          "the newest count");
      assertThat(link.status().reports()).isLessThan(200);
    }
  }

  @Test
  void sequenceNumbersHaveNoGapOverTwoWraps() throws Exception {
    FleetConfig config = config(broker.uri(), Duration.ofMillis(1), Optional.empty());
    try (FleetLink link = start(config)) {
      watcher.next("NBIRTH");
      watcher.next(h -> h.topic().endsWith("DBIRTH/station-7/encoder-2"), "second device");
      for (long i = 1; i <= 600; i++) {
        long wanted = i;
        station.issued(i);
        watcher.next(
            h -> h.type().equals("NDATA") && h.payload().value("Cards/Issued").equals(wanted),
            "count " + i);
      }
    }
    watcher.next("NDEATH");
    List<Integer> numbers = numbers(watcher.all());
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(i % 256);
    }
    assertThat(numbers).hasSizeGreaterThan(600);
  }

  @Test
  void withAPrimaryHostBirthsWaitForItAndItsGoingEndsTheSession() throws Exception {
    FleetConfig config = config(broker.uri(), Duration.ofMillis(50), Optional.of("centre-1"));
    try (FleetLink link = start(config)) {
      await(() -> link.status().link() == FleetStatus.Link.WAITING_FOR_HOST);
      assertThat(watcher.rest()).isEmpty();
      state(true, 1_000);
      watcher.next("NBIRTH");
      state(false, 999); // Older than what was said: no effect.
      state(false, 1_000);
      assertThat(watcher.next("NDEATH").payload().value("bdSeq")).isEqualTo(0L);
      await(() -> link.status().link() == FleetStatus.Link.WAITING_FOR_HOST);
      state(true, 2_000);
      assertThat(watcher.next("NBIRTH").payload().value("bdSeq")).isEqualTo(1L);
    }
  }

  @Test
  void aSecondStationOfTheSameNameDoesNotTurnIntoAStorm() throws Exception {
    try (FleetLink one = start(config(broker.uri()));
        FleetLink other =
            FleetLink.start(
                config(broker.uri()),
                station,
                Optional.empty(),
                BdSeqStore.in(folder.resolve("other")),
                InstantSource.system())) {
      await(() -> one.status().sessions() + other.status().sessions() >= 6);
      // Each take-over doubles the wait, since no session lives long enough to reset it.
      assertThat(one.status().sessions()).isLessThan(10);
    }
  }

  @Test
  void aStationFollowsItsHostFromOneBrokerToTheOther() throws Exception {
    try (PrivateMosquitto second =
            PrivateMosquitto.start(Files.createDirectory(folder.resolve("b")));
        Watcher there = new Watcher(second.uri(), "watcher");
        FleetLink link = start(config(List.of(broker.uri(), second.uri())))) {
      there.say(HostState.topic("centre-1"), new HostState(true, 1).bytes(), 1, true);
      assertThat(there.next("NBIRTH").payload().value("bdSeq")).isNotNull();
      state(true, 2);
      there.say(HostState.topic("centre-1"), new HostState(false, 3).bytes(), 1, true);
      there.next("NDEATH");
      watcher.next("NBIRTH");
      assertThat(link.status().link()).isEqualTo(FleetStatus.Link.ONLINE);
    }
  }

  private FleetLink start(FleetConfig config) {
    BackOff quick = new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2), new Random(7));
    return FleetLink.start(
        config,
        FleetLink.paho(config),
        station,
        Optional.empty(),
        BdSeqStore.in(folder.resolve("bdseq")),
        quick,
        InstantSource.system());
  }

  private static FleetConfig brisk(URI broker) {
    return config(broker, Duration.ofMillis(50), Optional.empty(), Duration.ofSeconds(2));
  }

  private static FleetConfig config(URI broker) {
    return config(broker, Duration.ofMillis(50), Optional.empty());
  }

  private static FleetConfig config(List<URI> brokers) {
    return config(brokers, Optional.of("centre-1"), Duration.ofMillis(50), LONG);
  }

  /** Keep-alives so long that no heartbeat comes between what a test waits for. */
  private static FleetConfig config(URI broker, Duration interval, Optional<String> host) {
    return config(List.of(broker), host, interval, LONG);
  }

  private static FleetConfig config(
      URI broker, Duration interval, Optional<String> host, Duration keepAlive) {
    return config(List.of(broker), host, interval, keepAlive);
  }

  private static FleetConfig config(
      List<URI> brokers, Optional<String> host, Duration interval, Duration keepAlive) {
    return new FleetConfig(
        new BrokerConfig(
            brokers, Optional.empty(), Optional.empty(), keepAlive, Duration.ofSeconds(3)),
        new EdgeNodeDescriptor("chaoyang", "station-7"),
        interval,
        Duration.ofMinutes(10),
        host);
  }

  private void state(boolean online, long timestamp) throws Exception {
    watcher.say(HostState.topic("centre-1"), new HostState(online, timestamp).bytes(), 1, true);
    watcher.next("STATE");
  }

  private static byte[] rebirth() {
    return command("Node Control/Rebirth", MetricType.BOOLEAN, MetricValue.of(true));
  }

  private static byte[] command(String metric, MetricType type, MetricValue value) {
    return SparkplugCodec.encode(
        MessageType.NCMD,
        new SparkplugPayload(
            OptionalLong.of(1), OptionalInt.empty(), List.of(Metric.of(metric, type, value, 1))));
  }

  private static List<Integer> numbers(List<Watcher.Heard> heard) {
    return heard.stream()
        .filter(h -> !h.type().equals("NDEATH") && !h.type().endsWith("CMD"))
        .map(h -> h.payload().seq().orElseThrow())
        .toList();
  }

  private static long pahoThreads(String client) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("MQTT") && t.getName().endsWith(client))
        .count();
  }

  private static void await(BooleanSupplier holds) {
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline)
          .as("in time, " + Thread.getAllStackTraces().keySet())
          .isNegative();
      LockSupport.parkNanos(5_000_000);
    }
  }
}
