package org.countersign.station.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Executor;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.FakeBroker;
import org.countersign.mqtt.Trouble;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the link says of itself: that the station lives, why it goes, when nobody heard it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LinkLifeTest {

  private static final Instant START = Instant.parse("2026-11-24T01:00:00Z");
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);
  private static final String NODE = "spBv1.0/chaoyang/%s/station-7";

  @TempDir Path folder;
  private final FakeStation station = new FakeStation();
  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeBroker broker = new FakeBroker();
  private final Deque<Runnable> unread = new ArrayDeque<>();
  private boolean hung;
  private Duration passed = Duration.ZERO;

  /** By which the station's own clock is wrong. */
  private Duration wrong = Duration.ZERO;

  private LinkLoop loop;

  @BeforeEach
  void prepare() {
    FleetConfig config =
        FleetConfig.plain(URI.create("tcp://broker.example"), "chaoyang", "station-7");
    Executor reader =
        read -> {
          if (hung) {
            unread.add(read);
          } else {
            read.run();
          }
        };
    loop =
        new LinkLoop(
            config,
            broker,
            station,
            reader,
            BdSeqStore.in(folder.resolve("bdseq")),
            new BackOff(FleetLink.FIRST_BACK_OFF, FleetLink.LONGEST_BACK_OFF, new Random(3)),
            Optional.of(outbox),
            () -> Long.MAX_VALUE - 1_000 + passed.toNanos(), // The clock may wrap.
            () -> START.plus(passed).plus(wrong));
    station.onChange(() -> loop.link().changed());
  }

  @Test
  void a_quiet_station_says_once_in_a_keep_alive_that_it_lives() throws Exception {
    online();
    assertThat(heard("NBIRTH").getLast().value("Heartbeat/At")).isEqualTo(START.toEpochMilli());
    assertThat(heard("NBIRTH").getLast().value("Heartbeat/Every")).isEqualTo(30.0);
    for (int beat = 1; beat <= 10; beat++) {
      pass(KEEP_ALIVE);
      RawPayload data = heard("NDATA").getLast();
      assertThat(heard("NDATA")).hasSize(beat);
      assertThat(data.metrics()).containsOnlyKeys("Heartbeat/At");
      assertThat(data.value("Heartbeat/At")).isEqualTo(START.plus(passed).toEpochMilli());
    }
    assertThat(heard("NDATA").stream().map(p -> p.seq().orElseThrow()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    ApplicationMessage last = broker.last().published.getLast();
    assertThat(last.topic().length() + last.payload().length).isLessThan(150 - 4);
  }

  @Test
  void the_link_wakes_for_a_heartbeat_and_not_without_end_before_it() throws Exception {
    online();
    Duration wait = Duration.ofNanos(loop.link().untilNext());
    assertThat(wait).isPositive().isLessThanOrEqualTo(KEEP_ALIVE);
    hung = true;
    station.issued(1);
    pass(Duration.ofSeconds(1));
    assertThat(unread).hasSize(1);
    assertThat(Duration.ofNanos(loop.link().untilNext())).isEqualTo(KEEP_ALIVE.minusSeconds(1));
  }

  @Test
  void records_that_wait_do_not_hold_a_heartbeat_up() throws Exception {
    online();
    outbox.write(1_000);
    pass(KEEP_ALIVE);
    List<String> topics = broker.last().topics();
    int beat = topics.lastIndexOf(NODE.formatted("NDATA"));
    assertThat(broker.last().published.get(beat).payload().length).isLessThan(100);
    assertThat(topics.subList(0, beat)).noneMatch(topic -> topic.contains("records"));
  }

  @Test
  void a_heartbeat_is_not_numbered_before_what_went_earlier_has_left() throws Exception {
    online();
    broker.last().slow = true;
    station.issued(1);
    pass(Duration.ofSeconds(1));
    pass(KEEP_ALIVE);
    assertThat(heard("NDATA")).hasSize(1);
    broker.last().slow = false;
    broker.last().outstanding = 0;
    broker.last().events.drained();
    run();
    assertThat(heard("NDATA").getLast().value("Heartbeat/At"))
        .isEqualTo(START.plus(passed).toEpochMilli());
    assertThat(heard("NDATA").getLast().seq()).hasValue(2);
  }

  @Test
  void a_station_whose_insides_hang_goes_on_saying_that_it_lives_and_what_hangs() throws Exception {
    online();
    hung = true;
    station.issued(1);
    pass(Duration.ofSeconds(1));
    pass(KEEP_ALIVE);
    RawPayload data = heard("NDATA").getLast();
    assertThat(data.value("Heartbeat/Stuck")).isEqualTo(LinkLoop.UNREAD);
    station.stuck = "ledger";
    pass(KEEP_ALIVE);
    assertThat(heard("NDATA").getLast().value("Heartbeat/Stuck")).isEqualTo("ledger");
    assertThat(heard("NDATA")).allSatisfy(p -> assertThat(p.metrics()).hasSizeLessThan(3));

    station.stuck = "";
    hung = false;
    unread.remove().run();
    run();
    assertThat(heard("NDATA").getLast().value("Cards/Issued")).isEqualTo(1L);
    pass(KEEP_ALIVE);
    assertThat(heard("NDATA").getLast().value("Heartbeat/Stuck")).isEqualTo("");
  }

  @Test
  void a_station_that_hangs_from_the_start_is_born_all_the_same_and_whole_when_it_answers()
      throws Exception {
    hung = true;
    online();
    assertThat(heard("NBIRTH")).isEmpty();
    pass(StationReads.LIMIT);
    assertThat(heard("NBIRTH").getLast().value("Heartbeat/Stuck")).isEqualTo(LinkLoop.UNREAD);
    assertThat(heard("NBIRTH").getLast().metrics()).doesNotContainKey("Cards/Issued");
    hung = false;
    unread.remove().run();
    run();
    assertThat(heard("NBIRTH")).hasSize(2);
    assertThat(heard("NBIRTH").getLast().value("Cards/Issued")).isEqualTo(0L);
  }

  @Test
  void births_that_are_asked_for_come_before_a_heartbeat_and_do_not_wait_for_ever()
      throws Exception {
    online();
    hung = true;
    pass(KEEP_ALIVE.minusMillis(1));
    int data = heard("NDATA").size();
    broker.last().events.arrived(NODE.formatted("NCMD"), rebirth());
    run();
    pass(Duration.ofSeconds(1));
    assertThat(heard("NDATA")).hasSize(data);
    assertThat(loop.link().untilNext()).isPositive();
    pass(StationReads.LIMIT);
    assertThat(heard("NBIRTH")).hasSize(2);
    assertThat(heard("NBIRTH").getLast().value("Cards/Issued")).isEqualTo(0L);
    assertThat(heard("NBIRTH").getLast().value("Heartbeat/Stuck")).isEqualTo(LinkLoop.UNREAD);
  }

  @Test
  void a_stop_that_was_planned_is_told_before_the_death() throws Exception {
    online();
    Instant until = START.plus(Duration.ofHours(2));
    loop.plan(new PlannedStop("new shelves", Optional.of(until)));
    loop.link().stop();
    run();
    assertThat(broker.last().topics()).endsWith(NODE.formatted("NDATA"), NODE.formatted("NDEATH"));
    RawPayload told = heard("NDATA").getLast();
    assertThat(told.metrics()).containsOnlyKeys("Stop/Planned", "Stop/Until");
    assertThat(told.value("Stop/Planned")).isEqualTo("new shelves");
    assertThat(told.value("Stop/Until")).isEqualTo(until.toEpochMilli());
    assertThat(told.seq()).hasValue(1);
  }

  @Test
  void a_stop_that_nobody_planned_and_one_before_the_births_is_a_death_alone() throws Exception {
    online();
    loop.link().stop();
    run();
    assertThat(heard("NDATA")).isEmpty();
    assertThat(broker.last().topics()).endsWith(NODE.formatted("NDEATH"));
  }

  @Test
  void a_planned_stop_before_the_births_is_a_death_alone() throws Exception {
    hung = true;
    online();
    loop.plan(PlannedStop.of("the service is stopped"));
    loop.link().stop();
    run();
    assertThat(broker.last().topics()).containsExactly(NODE.formatted("NDEATH"));
  }

  @Test
  void an_outage_is_told_afterwards_with_what_its_tries_met_last() throws Exception {
    online();
    assertThat(heard("NBIRTH").getLast().value("Link/Outage Reason")).isEqualTo("");
    assertThat(heard("NBIRTH").getLast().metrics()).containsKey("Link/Outage From");
    pass(Duration.ofMinutes(1));
    Instant from = START.plus(passed);
    broker.last().events.ended(Trouble.CLOSED, "connection lost: broker.example said what?");
    run();
    pass(Duration.ofMinutes(1));
    broker.last().events.ended(Trouble.NAME, "java.net.UnknownHostException: broker.example");
    run();
    pass(Duration.ofMinutes(1));
    online();
    RawPayload born = heard("NBIRTH").getLast();
    assertThat(born.value("Link/Outage From")).isEqualTo(from.toEpochMilli());
    assertThat(born.value("Link/Outage To")).isEqualTo(START.plus(passed).toEpochMilli());
    assertThat(born.value("Link/Outage Reason")).isEqualTo("name");
  }

  @Test
  void a_broker_that_was_away_at_the_start_is_an_outage_since_the_start() throws Exception {
    run();
    broker.last().events.ended(Trouble.REFUSED, "Connection refused");
    run();
    pass(Duration.ofMinutes(1));
    online();
    RawPayload born = heard("NBIRTH").getLast();
    assertThat(born.value("Link/Outage From")).isEqualTo(START.toEpochMilli());
    assertThat(born.value("Link/Outage Reason")).isEqualTo("refused");
  }

  @Test
  void an_outage_in_which_the_clock_was_put_right_is_as_long_as_it_was() throws Exception {
    online();
    wrong = Duration.ofDays(-365);
    broker.last().events.ended(Trouble.CLOSED, "connection lost");
    run();
    wrong = Duration.ZERO;
    pass(Duration.ofMinutes(1));
    online();
    RawPayload born = heard("NBIRTH").getLast();
    assertThat(born.value("Link/Outage From")).isEqualTo(START.toEpochMilli());
    assertThat(born.value("Link/Outage To")).isEqualTo(START.plus(passed).toEpochMilli());
  }

  @Test
  void a_station_whose_figures_cannot_be_read_says_so_and_is_born_anew_all_the_same()
      throws Exception {
    online();
    station.broken = true;
    station.issued(1);
    pass(Duration.ofSeconds(1));
    broker.last().events.arrived(NODE.formatted("NCMD"), rebirth());
    for (int i = 0; i < StationReads.LIMIT.toSeconds(); i++) {
      assertThat(heard("NBIRTH")).hasSize(1);
      pass(Duration.ofSeconds(1));
    }
    assertThat(heard("NBIRTH")).hasSize(2);
    assertThat(heard("NBIRTH").getLast().value("Heartbeat/Stuck")).isEqualTo(LinkLoop.UNREAD);
    assertThat(heard("NBIRTH").getLast().value("Cards/Issued")).isEqualTo(0L);
    assertThat(loop.link().untilNext()).isPositive();
    station.broken = false;
    pass(Duration.ofSeconds(1));
    assertThat(heard("NDATA").getLast().value("Cards/Issued")).isEqualTo(1L);
    pass(KEEP_ALIVE);
    assertThat(heard("NDATA").getLast().value("Heartbeat/Stuck")).isEqualTo("");
  }

  private void run() throws InterruptedException {
    loop.link().turn();
    loop.link().turn();
  }

  private void online() throws InterruptedException {
    run();
    broker.last().events.accepted();
    run();
    broker.last().events.subscribed();
    run();
  }

  private void pass(Duration time) throws InterruptedException {
    passed = passed.plus(time);
    run();
  }

  private List<RawPayload> heard(String type) {
    return broker.last().published.stream()
        .filter(message -> message.topic().equals(NODE.formatted(type)))
        .map(message -> RawPayload.of(message.payload()))
        .toList();
  }

  private static byte[] rebirth() {
    Metric metric = Metric.of("Node Control/Rebirth", MetricType.BOOLEAN, MetricValue.of(true), 1);
    return SparkplugCodec.encode(
        MessageType.NCMD,
        new SparkplugPayload(OptionalLong.of(1), OptionalInt.empty(), List.of(metric)));
  }
}
