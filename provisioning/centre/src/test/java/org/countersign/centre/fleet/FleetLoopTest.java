package org.countersign.centre.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.state.Presence;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FleetLoopTest {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("haidian", "st-0007");
  private static final long NOW = 1_795_000_000_000L;

  private final AtomicLong wall = new AtomicLong(NOW);
  private final AtomicLong monotonic = new AtomicLong();
  private final LinkedBlockingQueue<HostMessage> published = new LinkedBlockingQueue<>();
  private final EdgeNodeSession station =
      new EdgeNodeSession(
          STATION, Optional.empty(), () -> java.time.Instant.ofEpochMilli(wall.get()));
  private final FleetLoop fleet =
      new FleetLoop(
          HostSettings.of("centre"),
          () -> java.time.Instant.ofEpochMilli(wall.get()),
          monotonic::get,
          published::add,
          FleetListener.NONE);

  @BeforeEach
  void connect() throws Exception {
    assertThat(fleet.connect().get().subscriptions()).isNotEmpty();
    assertThat(fleet.connected().get()).isTrue();
    assertThat(station.connect(0).subscriptions()).isNotEmpty();
    station.connected();
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static NodeImage image(String state) {
    TreeMap<String, List<Metric>> devices = new TreeMap<>();
    devices.put("encoder-1", List.of(text("State", state)));
    return new NodeImage(List.of(text("Stock/Status", "ok")), devices);
  }

  private static Metric text(String name, String value) {
    return Metric.of(name, MetricType.STRING, MetricValue.of(value), NOW);
  }

  private void send(List<OutgoingMessage> messages) {
    for (OutgoingMessage message : messages) {
      assertThat(fleet.received(message.topic().toString(), message.bytes())).isTrue();
    }
  }

  private Overview overview() throws Exception {
    // What came before is digested before the answer is given.
    while (fleet.waiting() > 0) {
      Thread.onSpinWait();
    }
    assertThat(fleet.ask(f -> true).get()).isTrue();
    return fleet.ask(f -> f.watch().overview(NOW, 10)).get();
  }

  @Test
  void what_a_station_reports_is_on_the_first_page() throws Exception {
    send(station.publish(image("online")));
    assertThat(overview().stopped()).isEmpty();

    send(station.publish(image("hardwareError")));
    assertThat(overview().stopped())
        .singleElement()
        .satisfies(stopped -> {
          assertThat(stopped.station()).isEqualTo(STATION);
          assertThat(stopped.condition().cause()).isEqualTo(Cause.DEVICES_FAULTY);
        });

    send(station.leave());
    assertThat(overview().stopped().getFirst().condition().cause()).isEqualTo(Cause.SILENT);
    assertThat(fleet.ask(f -> f.state().station(STATION).orElseThrow().presence()).get())
        .isEqualTo(Presence.OFFLINE);
  }

  @Test
  void a_trouble_of_devices_lasts_since_it_began_though_the_station_was_born_again()
      throws Exception {
    Metric present = Metric.of("Devices/Present", MetricType.UINT64, MetricValue.of(1L), NOW);
    NodeImage faulty = new NodeImage(List.of(present), image("hardwareError").devices());
    send(station.publish(faulty));
    assertThat(overview().stopped().getFirst().since()).isEqualTo(NOW);

    wall.addAndGet(60_000);
    assertThat(station.connect(1).subscriptions()).isNotEmpty();
    station.connected();
    send(station.publish(faulty));

    assertThat(overview().stopped())
        .singleElement()
        .satisfies(stopped -> {
          assertThat(stopped.condition().cause()).isEqualTo(Cause.DEVICES_FAULTY);
          assertThat(stopped.since()).isEqualTo(NOW);
        });
  }

  @Test
  void a_station_without_devices_is_judged_2_s_after_its_birth() throws Exception {
    monotonic.set(1_000_000_000_000L);
    NodeImage bare = new NodeImage(List.of(text("Stock/Status", "ok")), new TreeMap<>());
    send(station.publish(bare));
    assertThat(overview().stopped()).isEmpty();

    monotonic.addAndGet(Settling.LONGEST_MILLIS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (overview().stopped().isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(overview().stopped().getFirst().condition().cause()).isEqualTo(Cause.NO_DEVICE);
  }

  @Test
  void a_station_from_before_a_restart_is_shown_before_it_is_heard() throws Exception {
    assertThat(fleet.restore(List.of(new KnownNode(STATION, 7, NOW - 1_000)), NOW).get()).isTrue();
    assertThat(overview().stopped())
        .singleElement()
        .satisfies(stopped -> assertThat(stopped.condition().cause()).isEqualTo(Cause.UNHEARD));

    send(station.publish(image("online")));
    assertThat(overview().stopped()).isEmpty();
  }

  /** A heartbeat every 30 s, and one device that works. */
  private NodeImage beat() {
    List<Metric> metrics =
        List.of(
            Metric.of("Heartbeat/Every", MetricType.DOUBLE, MetricValue.of(30.0), NOW),
            Metric.of("Heartbeat/At", MetricType.DATE_TIME, MetricValue.of(wall.get()), NOW));
    return new NodeImage(metrics, image("online").devices());
  }

  /** Time goes by in steps that the thread sees, so that it never stood still. */
  private void pass(long seconds) throws Exception {
    assertThat(overview()).as("what was sent before is digested").isNotNull();
    for (long second = 0; second < seconds; second++) {
      wall.addAndGet(1_000);
      monotonic.addAndGet(1_000);
      // A turn takes messages, answers and looks who is missing: between these two it looked.
      isDigested();
      assertThat(fleet.ask(f -> true).get()).isTrue();
      isDigested();
    }
  }

  private void isDigested() {
    long before = fleet.digested();
    assertThat(fleet.received("nobody's", new byte[0])).isTrue();
    while (fleet.digested() == before) {
      Thread.onSpinWait();
    }
  }

  private Cause cause() throws Exception {
    return fleet.ask(f -> f.watch().of(STATION).orElseThrow().condition().cause()).get();
  }

  @Test
  void a_station_is_missed_after_one_and_a_half_heartbeats_without_a_word_of_the_broker()
      throws Exception {
    send(station.publish(beat()));
    pass(44);
    assertThat(cause()).isEqualTo(Cause.NONE);
    pass(2);
    assertThat(cause()).isEqualTo(Cause.SILENT);
    assertThat(overview().stopped().getFirst().since()).isBetween(NOW + 45_000, NOW + 46_000);
  }

  @Test
  void a_heartbeat_that_comes_late_ends_the_silence() throws Exception {
    send(station.publish(beat()));
    pass(50);
    assertThat(cause()).isEqualTo(Cause.SILENT);

    send(station.publish(beat()));
    assertThat(overview().stopped()).isEmpty();
    pass(44);
    assertThat(overview().stopped()).isEmpty();
    pass(2);
    assertThat(cause()).isEqualTo(Cause.SILENT);
  }

  @Test
  void a_will_after_a_missed_heartbeat_belongs_to_the_same_silence() throws Exception {
    send(station.publish(beat()));
    pass(60);
    send(station.leave());
    pass(60);

    assertThat(overview().stopped())
        .singleElement()
        .satisfies(stopped -> {
          assertThat(stopped.condition().cause()).as("nothing is hung").isEqualTo(Cause.SILENT);
          assertThat(stopped.since()).isBetween(NOW + 45_000, NOW + 46_000);
        });
    assertThat(fleet.ask(f -> f.silences().changes(10, wall.get()).size()).get()).isEqualTo(1);
  }

  @Test
  void a_heartbeat_of_a_retired_station_makes_it_be_asked_for_its_birth_and_nothing_else()
      throws Exception {
    send(station.publish(beat()));
    pass(1);
    assertThat(fleet.forget(STATION).get()).isTrue();
    published.clear();
    send(station.publish(beat()));
    pass(10);

    assertThat(fleet.ask(f -> f.state().station(STATION).isPresent()).get()).isFalse();
    assertThat(published)
        .anyMatch(message -> message.topic().equals("spBv1.0/haidian/NCMD/st-0007"));
    pass(120);
    assertThat(overview().stopped()).isEmpty();
    assertThat(fleet.ask(f -> f.silences().silent()).get()).isZero();
  }

  @Test
  void the_centre_says_that_it_is_there() throws Exception {
    HostMessage first = published.poll(10, TimeUnit.SECONDS);

    assertThat(first).isNotNull();
    assertThat(first.topic()).isEqualTo("spBv1.0/STATE/centre");
    assertThat(new String(first.bytes(), StandardCharsets.UTF_8)).contains("\"online\":true");
  }

  @Test
  void a_message_without_room_is_dropped_and_counted_and_nobody_waits() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    var slow =
        fleet.ask(f -> {
          asked.countDown();
          try {
            return answered.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            return false;
          }
        });
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();

    int taken = 0;
    while (fleet.received("spBv1.0/haidian/NDATA/st-0001", new byte[0])) {
      taken++;
    }

    assertThat(taken).isGreaterThan(10_000);
    assertThat(fleet.dropped()).isEqualTo(1);
    answered.countDown();
    assertThat(slow.get()).isTrue();
    assertThat(overview().stopped()).hasSizeLessThanOrEqualTo(1);
    send(station.publish(image("online")));
    assertThat(fleet.ask(f -> f.state().station(STATION).isPresent()).get()).isNotNull();
  }

  @Test
  void a_payload_that_is_too_large_is_dropped_and_counted() {
    byte[] large = new byte[HostSettings.of("centre").payload().bytes() + 1];

    assertThat(fleet.received("spBv1.0/haidian/NDATA/st-0001", large)).isFalse();
    assertThat(fleet.dropped()).isEqualTo(1);
  }

  @Test
  void messages_that_wait_take_no_more_than_64_MB_and_give_them_back() throws Exception {
    byte[] mebibyte = new byte[1 << 20];
    for (int time = 0; time < 2; time++) {
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      var slow = fleet.ask(f -> await(asked, go));
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      int taken = 0;
      while (taken < 200 && fleet.received("spBv1.0/haidian/NDATA/st-0001", mebibyte)) {
        taken++;
      }
      go.countDown();
      assertThat(slow.get()).isTrue();
      assertThat(taken).isEqualTo(63);
      assertThat(overview()).isNotNull();
    }
  }

  private static boolean await(CountDownLatch here, CountDownLatch go) {
    here.countDown();
    try {
      return go.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void after_an_error_nothing_is_taken_and_every_open_question_fails() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    var first =
        fleet.ask(f -> {
          await(asked, go);
          throw new StackOverflowError("of the question");
        });
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    var second = fleet.ask(f -> true);
    go.countDown();

    assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("of the question");
    assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThat(fleet.received("spBv1.0/haidian/NDATA/st-0001", new byte[0])).isFalse();
    assertThat(fleet.ask(f -> true)).isCompletedExceptionally();
  }

  @Test
  void a_question_that_fails_fails_alone() throws Exception {
    var bad =
        fleet.ask(f -> {
          throw new IllegalStateException("of the question");
        });

    assertThatThrownBy(bad::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("of the question");
    assertThat(overview().stopped()).isEmpty();
  }

  @Test
  void too_many_questions_are_refused_at_once() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    var slow =
        fleet.ask(f -> {
          try {
            return answered.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            return false;
          }
        });
    List<java.util.concurrent.CompletableFuture<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(fleet.ask(f -> true));
    }

    assertThat(all).anyMatch(java.util.concurrent.CompletableFuture::isCompletedExceptionally);
    answered.countDown();
    assertThat(slow.get()).isTrue();
  }

  @Test
  void after_closing_nothing_is_taken_and_every_question_is_answered() {
    fleet.close();

    assertThat(fleet.received("spBv1.0/haidian/NDATA/st-0001", new byte[0])).isFalse();
    assertThat(fleet.ask(f -> true)).isCompletedExceptionally();
  }
}
