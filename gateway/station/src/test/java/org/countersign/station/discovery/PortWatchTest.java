package org.countersign.station.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.countersign.station.discovery.FakeMachine.Stick;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PortWatchTest {

  @TempDir Path folder;
  private FakeMachine machine;

  /** What the watch told, in order. */
  private static final class Told implements PortWatch.Listener {
    final BlockingQueue<String> words = new LinkedBlockingQueue<>();

    @Override
    public void gone(String address) {
      words.add("gone");
    }

    @Override
    public void came(String address) {
      words.add("came");
    }

    List<String> take() {
      List<String> taken = new ArrayList<>();
      words.drainTo(taken);
      return taken;
    }
  }

  private final Told told = new Told();

  @BeforeEach
  void start() {
    machine = new FakeMachine(folder);
  }

  private PortWatch watch(PortWatch.Sleep sleep) {
    return new PortWatch(machine.ports(), Set.of(Stick.E100.byId()), told, sleep);
  }

  @Test
  void a_station_without_a_port_to_watch_begins_and_ends_no_watch() {
    try (PortWatch watch = new PortWatch(machine.ports(), Set.of(), told, (folders, limit) -> {})) {
      watch.start();
    }
    assertThat(told.take()).isEmpty();
  }

  @Test
  void coming_and_going_are_told_once() {
    PortWatch watch = watch((folders, limit) -> {});
    watch.look();
    assertThat(told.take()).isEmpty();
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    watch.look();
    watch.look();
    assertThat(told.take()).containsExactly("came");
    machine.pull("ttyUSB0", "1-2", Stick.E100);
    watch.look();
    watch.look();
    assertThat(told.take()).containsExactly("gone");
  }

  @Test
  void what_is_there_at_the_start_is_no_news() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    watch((folders, limit) -> {}).look();
    assertThat(told.take()).isEmpty();
  }

  @Test
  void a_device_that_was_pulled_and_plugged_in_between_two_looks_is_seen_by_its_number() {
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    PortWatch watch = watch((folders, limit) -> {});
    machine.pull("ttyUSB0", "1-2", Stick.E100);
    machine.plug("ttyUSB0", "1-2", Stick.E100);
    watch.look();
    assertThat(told.take()).containsExactly("gone", "came");
  }

  @Test
  void without_a_port_it_starts_and_ends_without_a_thread() {
    PortWatch watch = new PortWatch(machine.ports(), Set.of(), told);
    watch.start();
    assertThatNoException().isThrownBy(watch::close);
  }

  @Test
  void without_any_report_of_the_kernel_it_looks_every_two_seconds() throws Exception {
    BlockingQueue<Duration> limits = new LinkedBlockingQueue<>();
    SynchronousQueue<Boolean> passed = new SynchronousQueue<>();
    try (PortWatch watch =
        watch((folders, limit) -> {
          limits.add(limit);
          passed.take();
        })) {
      watch.start();
      machine.plug("ttyUSB0", "1-2", Stick.E100);
      passed.put(true);
      assertThat(told.words.poll(10, TimeUnit.SECONDS)).isEqualTo("came");
    }
    assertThat(limits).isNotEmpty().allMatch(limit -> limit.compareTo(PortWatch.POLL) <= 0);
  }

  @Test
  void the_kernel_s_reports_wake_it_although_udev_s_folders_were_not_there() throws Exception {
    long began = System.nanoTime();
    try (PortWatch watch = new PortWatch(machine.ports(), Set.of(Stick.E100.byId()), told)) {
      watch.start();
      for (int i = 0; i < 5; i++) {
        machine.plug("ttyUSB0", "1-2", Stick.E100);
        assertThat(told.words.poll(10, TimeUnit.SECONDS)).isEqualTo("came");
        machine.pull("ttyUSB0", "1-2", Stick.E100);
        assertThat(told.words.poll(10, TimeUnit.SECONDS)).isEqualTo("gone");
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("ten changes, each at most a poll apart if no report had come")
        .isLessThan(PortWatch.POLL.multipliedBy(5));
  }
}
