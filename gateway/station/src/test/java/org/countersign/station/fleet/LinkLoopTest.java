package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.mqtt.FakeBroker;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.station.jobs.FleetStatus.Link;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a clock that the test moves, with a broker that does what the test says. */
class LinkLoopTest {

  private static final long WALL = 1_700_000_000_000L;

  @TempDir Path folder;
  private final FakeStation station = new FakeStation();
  private final FakeBroker broker = new FakeBroker();
  private long nanos = Long.MAX_VALUE - 1_000; // The clock may wrap.
  private LinkLoop loop;

  @BeforeEach
  void prepare() {
    station.device("encoder-1", "online");
    station.onChange(() -> loop.link().changed());
    loop = loop(Optional.empty());
  }

  @Test
  void nothingIsPublishedBeforeTheLastSubscriptionIsConfirmed() throws Exception {
    run();
    assertThat(broker.last().will.topic()).isEqualTo("spBv1.0/chaoyang/NDEATH/station-7");
    broker.last().events.accepted();
    run();
    assertThat(broker.last().filters).contains("spBv1.0/chaoyang/NCMD/station-7");
    assertThat(broker.last().published).isEmpty();
    broker.last().events.subscribed();
    run();
    assertThat(broker.last().topics())
        .containsExactly(
            "spBv1.0/chaoyang/NBIRTH/station-7", "spBv1.0/chaoyang/DBIRTH/station-7/encoder-1");
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
  }

  @Test
  void changesWithinTheLeastIntervalAreOneReport() throws Exception {
    online();
    pass(Duration.ofSeconds(1));
    for (int i = 1; i <= 50; i++) {
      station.issued(i);
      run();
      pass(Duration.ofMillis(10));
    }
    run();
    assertThat(count("NDATA")).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    run();
    assertThat(count("NDATA")).isEqualTo(2);
    assertThat(payloads().getLast().value("Cards/Issued")).isEqualTo(50L);
  }

  @Test
  void nothingIsNumberedWhileTheBrokerIsBehindAndThenTheNewestStateIs() throws Exception {
    online();
    broker.last().slow = true;
    report(1);
    for (int i = 2; i <= 20; i++) {
      report(i);
    }
    assertThat(count("NDATA")).isEqualTo(1);
    broker.last().outstanding = 0;
    broker.last().events.drained();
    run();
    assertThat(payloads().getLast().value("Cards/Issued")).isEqualTo(20L);
    assertThat(payloads().stream().map(p -> p.seq().orElseThrow())).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aMessageThatIsNotTakenEndsTheSessionBecauseItsNumberIsSpent() throws Exception {
    online();
    broker.last().takesUntilBroken = 2;
    report(1);
    assertThat(broker.last().aborted).isTrue();
    assertThat(loop.status().link()).isEqualTo(Link.OFFLINE);
    pass(Duration.ofSeconds(60));
    run();
    assertThat(broker.connections).hasSize(2);
  }

  @Test
  void aLostConnectionIsTriedAgainWithTheNextBdSeq() throws Exception {
    online();
    broker.last().events.ended("connection lost");
    run();
    assertThat(loop.status().link()).isEqualTo(Link.OFFLINE);
    pass(Duration.ofSeconds(60));
    online();
    assertThat(broker.connections).hasSize(2);
    assertThat(payloads().getFirst().value("bdSeq")).isEqualTo(1L);
  }

  @Test
  void aRebirthIsAnsweredAtOnceAndTheNextNotWithinASecond() throws Exception {
    online();
    arrive(ncmd(), rebirth());
    assertThat(count("NBIRTH")).isEqualTo(2);
    arrive(ncmd(), rebirth());
    arrive(ncmd(), rebirth());
    assertThat(count("NBIRTH")).isEqualTo(2);
    station.issued(3);
    pass(Duration.ofMillis(999));
    run();
    assertThat(count("NDATA")).isZero();
    pass(Duration.ofMillis(1));
    run();
    assertThat(count("NBIRTH")).isEqualTo(3);
    assertThat(payloads().get(4).value("Cards/Issued")).isEqualTo(3L);
  }

  @Test
  void aMissingCertificateFileIsToldAndTriedAgain() throws Exception {
    broker.refusesToTry = true;
    run();
    assertThat(loop.status().detail()).isEqualTo("ca.pem is missing");
    broker.refusesToTry = false;
    pass(Duration.ofSeconds(60));
    online();
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
  }

  @Test
  void aStationThatCannotBeReadIsAskedAgainAndTheThreadLives() throws Exception {
    station.broken = true;
    online();
    assertThat(broker.last().published).isEmpty();
    station.broken = false;
    pass(Duration.ofSeconds(1));
    run();
    assertThat(count("NBIRTH")).isEqualTo(1);
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
  }

  @Test
  void valuesWithoutAnEventAreLookedAtAtTheRefresh() throws Exception {
    online();
    int looked = station.snapshots.get();
    pass(Duration.ofSeconds(59));
    run();
    run();
    int afterwards = station.snapshots.get();
    pass(Duration.ofSeconds(61));
    run();
    assertThat(afterwards).isLessThanOrEqualTo(looked + 1);
    assertThat(station.snapshots.get()).isGreaterThan(afterwards);
    assertThat(count("NDATA")).isZero();
  }

  @Test
  void aStopSaysNdeathAndOnlyThenDisconnect() throws Exception {
    online();
    broker.last().slow = true;
    loop.link().stop();
    run();
    assertThat(broker.last().topics().getLast()).isEqualTo("spBv1.0/chaoyang/NDEATH/station-7");
    assertThat(broker.last().disconnected).isFalse();
    broker.last().outstanding = 0;
    broker.last().events.drained();
    run();
    assertThat(broker.last().disconnected).isTrue();
    assertThat(loop.link().isStopped()).isTrue();
  }

  @Test
  void aStopBeforeConnackEndsAtOnce() throws Exception {
    run();
    loop.link().stop();
    run();
    assertThat(broker.last().aborted).isTrue();
    assertThat(loop.link().isStopped()).isTrue();
    assertThat(loop.status().link()).isEqualTo(Link.STOPPED);
  }

  @Test
  void aFloodOfMessagesIsBoundedAndCounted() throws Exception {
    online();
    for (int i = 0; i < 10_000; i++) {
      broker.last().events.arrived("spBv1.0/chaoyang/DCMD/station-7/encoder-1", new byte[0]);
    }
    broker.last().events.arrived(ncmd(), new byte[LinkLoop.ROOM.payload() + 1]);
    run();
    assertThat(loop.status().refusedCommands()).isEqualTo(10_001);
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
  }

  @Test
  void thePrimaryHostGoingOfflineEndsTheSessionWithNdeath() throws Exception {
    loop = loop(Optional.of("centre-1"));
    online();
    assertThat(broker.last().published).isEmpty();
    assertThat(loop.status().link()).isEqualTo(Link.WAITING_FOR_HOST);
    arrive("spBv1.0/STATE/centre-1", new HostState(true, 5).bytes());
    pass(Duration.ofSeconds(1));
    run();
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
    arrive("spBv1.0/STATE/centre-1", new HostState(false, 6).bytes());
    assertThat(broker.last().topics().getLast()).contains("NDEATH");
    assertThat(broker.last().disconnected).isTrue();
    assertThat(loop.status().detail()).isEqualTo("host centre-1 went offline");
  }

  /** {@code operational-behavior-primary-application-state-with-multiple-servers-walk}. */
  @Test
  void ofSeveralBrokersTheOneIsLookedForWhereTheHostIs() throws Exception {
    loop = loop(Optional.of("centre-1"), "tcp://a.example", "tcp://b.example");
    online();
    arrive("spBv1.0/STATE/centre-1", new HostState(false, 9).bytes());
    pass(LinkLoop.HOST_WITHIN.minusMillis(1));
    run();
    assertThat(loop.status().link()).isEqualTo(Link.WAITING_FOR_HOST);
    pass(Duration.ofMillis(1));
    run();
    assertThat(broker.last().disconnected).isTrue();
    assertThat(loop.status().detail()).isEqualTo("host centre-1 is not online here");
    pass(Duration.ofSeconds(2));
    online();
    assertThat(broker.tried.getLast()).hasHost("b.example");
    // Of another server, whose clock of STATE is its own.
    arrive("spBv1.0/STATE/centre-1", new HostState(true, 5).bytes());
    pass(Duration.ofSeconds(1));
    run();
    assertThat(count("NBIRTH")).isEqualTo(1);
    pass(LinkLoop.HOST_WITHIN);
    run();
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
  }

  @Test
  void anOutageLastsUntilTheHostIsThereToHear() throws Exception {
    loop = loop(Optional.of("centre-1"), "tcp://a.example", "tcp://b.example");
    online();
    arrive("spBv1.0/STATE/centre-1", new HostState(true, 5).bytes());
    pass(Duration.ofSeconds(1));
    run();
    assertThat(loop.status().link()).isEqualTo(Link.ONLINE);
    broker.last().events.ended("connection lost");
    run();
    pass(Duration.ofHours(1));
    online();
    pass(LinkLoop.HOST_WITHIN);
    run();
    assertThat(loop.status().detail()).isEqualTo("host centre-1 is not online here");
    pass(Duration.ofMinutes(1));
    online();
    arrive("spBv1.0/STATE/centre-1", new HostState(true, 5).bytes());
    pass(Duration.ofSeconds(1));
    run();
    assertThat(count("NBIRTH")).isEqualTo(1);
    RawPayload born = payloads().getFirst();
    Duration away = Duration.ofHours(1).plus(LinkLoop.HOST_WITHIN).plusMinutes(1);
    assertThat(born.value("Link/Outage From")).isEqualTo(WALL - away.toMillis());
    assertThat(born.value("Link/Outage To")).isEqualTo(WALL);
    assertThat(born.value("Link/Outage Reason")).isEqualTo("stopped");
  }

  @Test
  void atASingleBrokerTheHostIsWaitedForHoweverLongItTakes() throws Exception {
    loop = loop(Optional.of("centre-1"));
    online();
    pass(Duration.ofHours(1));
    run();
    assertThat(loop.status().link()).isEqualTo(Link.WAITING_FOR_HOST);
    assertThat(broker.connections).hasSize(1);
  }

  private LinkLoop loop(Optional<String> host) {
    return loop(host, "tcp://broker.example");
  }

  private LinkLoop loop(Optional<String> host, String... brokers) {
    BrokerConfig usual = BrokerConfig.plain(URI.create(brokers[0]));
    FleetConfig config =
        new FleetConfig(
            new BrokerConfig(
                Stream.of(brokers).map(URI::create).toList(),
                usual.login(),
                usual.tls(),
                usual.keepAlive(),
                usual.connectWithin()),
            new EdgeNodeDescriptor("chaoyang", "station-7"),
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            host);
    InstantSource wall = () -> Instant.ofEpochMilli(WALL);
    BackOff backOff =
        new BackOff(FleetLink.FIRST_BACK_OFF, FleetLink.LONGEST_BACK_OFF, new Random(3));
    BdSeqStore bdSeq = BdSeqStore.in(folder.resolve("bdseq"));
    return new LinkLoop(
        config,
        broker,
        station,
        Runnable::run,
        bdSeq,
        backOff,
        Optional.empty(),
        () -> nanos,
        wall);
  }

  /** What the thread does in one round, without waiting. */
  private void run() throws InterruptedException {
    loop.link().turn();
  }

  private void online() throws InterruptedException {
    run();
    broker.last().events.accepted();
    run();
    broker.last().events.subscribed();
    run();
  }

  private void report(long issued) throws InterruptedException {
    pass(Duration.ofSeconds(1));
    station.issued(issued);
    run();
  }

  private void arrive(String topic, byte[] payload) throws InterruptedException {
    broker.last().events.arrived(topic, payload);
    run();
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private List<RawPayload> payloads() {
    return broker.last().payloads("spBv1.0/").stream().map(RawPayload::of).toList();
  }

  private long count(String type) {
    return broker.last().topics().stream().filter(t -> t.contains("/" + type + "/")).count();
  }

  private static String ncmd() {
    return "spBv1.0/chaoyang/NCMD/station-7";
  }

  private static byte[] rebirth() {
    Metric metric = Metric.of("Node Control/Rebirth", MetricType.BOOLEAN, MetricValue.of(true), 1);
    return SparkplugCodec.encode(
        MessageType.NCMD,
        new SparkplugPayload(OptionalLong.of(1), OptionalInt.empty(), List.of(metric)));
  }
}
