package org.countersign.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedLine;
import org.countersign.emulator.EmulatedPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every line does, whatever it is made of. */
@Timeout(60)
public abstract class LinkContract {

  protected static final Duration SOON = Duration.ofSeconds(5);
  protected static final Duration AT_ONCE = Duration.ZERO;
  protected static final LineSettings SETTINGS = LineSettings.of(115200);

  /** Longest delay that still counts as "at once" on a busy machine; far from {@link #SOON}. */
  protected static final Duration PROMPT = Duration.ofSeconds(2);

  /** How often a limit is tried: a machine is late at times, a late line always. */
  private static final int TRIES = 5;

  @TempDir protected Path folder;
  protected EmulatedPort port;
  protected Links links;

  protected abstract EmulatedPort newPort() throws Exception;

  protected abstract Links newLinks(EmulatedPort port);

  @BeforeEach
  void plugIn() throws Exception {
    port = newPort();
    links = newLinks(port);
  }

  @AfterEach
  void putAway() throws Exception {
    port.close();
    if (links instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }

  @Test
  void every_byte_value_goes_both_ways_unchanged() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      link.write(everyByte(), SOON);
      assertThat(readDevice(device, 256)).isEqualTo(everyByte());
      device.write(everyByte());
      assertThat(readFully(link, 256)).isEqualTo(everyByte());
    }
  }

  @Test
  void a_read_takes_what_is_there_and_does_not_wait_to_fill_the_array() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      device.write(new byte[] {1, 2, 3});
      byte[] into = new byte[100];
      int taken = 0;
      while (taken < 3) {
        taken += link.read(into, 10 + taken, 90 - taken, SOON);
      }
      assertThat(Arrays.copyOfRange(into, 9, 14)).containsExactly(0, 1, 2, 3, 0);
    }
  }

  @Test
  void a_read_of_a_silent_line_ends_at_its_limit_without_a_byte() throws Exception {
    try (ByteLink link = open()) {
      for (int millis : new int[] {0, 3, 30, 130}) {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
          long start = System.nanoTime();
          assertThat(link.read(new byte[10], 0, 10, Duration.ofMillis(millis))).isZero();
          quickest = Math.min(quickest, System.nanoTime() - start);
        }
        assertThat(quickest).isBetween(millis * 1_000_000L, (millis + 100) * 1_000_000L);
      }
    }
  }

  @Test
  void a_waiting_read_throws_at_once_when_the_device_is_unplugged() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      CompletableFuture<Reason> waiting = failure(() -> link.read(new byte[1], 0, 1, SOON));
      device.write(new byte[0]);
      long start = System.nanoTime();
      port.unplug();
      assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.LOST);
      assertThat(System.nanoTime() - start).isLessThan(PROMPT.toNanos());
    }
  }

  @Test
  void an_unplugged_line_is_seen_to_be_lost_although_nobody_reads() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      assertThat(link.isOpen()).isTrue();
      port.unplug();
      await(() -> !link.isOpen());
      LinkException lost = failureOf(() -> link.write(new byte[] {1}, SOON));
      assertThat(lost.reason()).isEqualTo(Reason.LOST);
      assertThat(lost.nothingSent()).isTrue();
      assertThat(lost).hasMessageContaining(port.address());
      assertThat(failureOf(() -> link.flush(SOON)).reason()).isEqualTo(Reason.LOST);
      assertThat(failureOf(link::discardInput).reason()).isEqualTo(Reason.LOST);
      assertThat(failureOf(() -> link.settings(SETTINGS)).reason()).isEqualTo(Reason.LOST);
    }
  }

  @Test
  void what_arrived_before_the_loss_is_still_read() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      device.write(new byte[] {1, 2});
      byte[] into = new byte[1];
      assertThat(link.read(into, 0, 1, SOON)).isEqualTo(1);
      port.unplug();
      await(() -> !link.isOpen());
      assertThat(link.read(into, 0, 1, AT_ONCE)).isEqualTo(1);
      assertThat(into[0]).isEqualTo((byte) 2);
      assertThat(failureOf(() -> link.read(into, 0, 1, SOON)).reason()).isEqualTo(Reason.LOST);
    }
  }

  @Test
  void closing_releases_a_waiting_read_and_every_later_call_says_so() throws Exception {
    ByteLink link = open();
    try (EmulatedLine device = port.accept()) {
      device.write(new byte[] {7});
      readFully(link, 1);
      CompletableFuture<Reason> waiting = failure(() -> link.read(new byte[1], 0, 1, SOON));
      long start = System.nanoTime();
      link.close();
      assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.CLOSED);
      assertThat(System.nanoTime() - start).isLessThan(PROMPT.toNanos());
      link.close();
      assertThat(link.isOpen()).isFalse();
      assertThat(failureOf(() -> link.write(new byte[1], SOON)).reason()).isEqualTo(Reason.CLOSED);
      assertThat(failureOf(() -> link.read(new byte[1], 0, 1, SOON)).reason())
          .isEqualTo(Reason.CLOSED);
    }
  }

  @Test
  void an_interrupt_ends_the_call_and_leaves_the_line_as_it_was() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      Thread.currentThread().interrupt();
      assertThat(failureOf(() -> link.read(new byte[1], 0, 1, SOON)).reason())
          .isEqualTo(Reason.INTERRUPTED);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      LinkException notWritten = failureOf(() -> link.write(new byte[] {9}, SOON));
      assertThat(notWritten.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(notWritten.nothingSent()).isTrue();
      assertThat(Thread.interrupted()).isTrue();

      link.write(new byte[] {5}, SOON);
      assertThat(device.read()).isEqualTo(5);
    }
  }

  @Test
  void a_device_that_takes_no_bytes_costs_the_limit_and_the_line() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      Duration limit = Duration.ofMillis(300);
      long start = System.nanoTime();
      LinkException stuck = failureOf(() -> link.write(new byte[20_000_000], limit));
      long took = System.nanoTime() - start;
      assertThat(stuck.reason()).isEqualTo(Reason.STUCK);
      assertThat(stuck.nothingSent()).isFalse();
      assertThat(took).isBetween(limit.toNanos(), limit.plus(PROMPT).toNanos());
      assertThat(link.isOpen()).isFalse();
      assertThat(failureOf(() -> link.write(new byte[1], SOON)).reason()).isEqualTo(Reason.STUCK);
    }
    await(() -> linkThreadsWith("link-by-id").isEmpty());
  }

  @Test
  void a_stuck_write_ends_by_its_own_limit_whatever_the_ones_before_it_were_allowed()
      throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      for (Duration allowed : List.of(Duration.ofMinutes(1), Duration.ofMillis(20), SOON)) {
        link.write(new byte[] {1}, allowed);
        assertThat(device.read()).isEqualTo(1);
      }
      Duration limit = Duration.ofMillis(300);
      long start = System.nanoTime();
      LinkException stuck = failureOf(() -> link.write(new byte[20_000_000], limit));
      assertThat(stuck.reason()).isEqualTo(Reason.STUCK);
      assertThat(System.nanoTime() - start)
          .isBetween(limit.toNanos(), limit.plus(PROMPT).toNanos());
    }
  }

  @Test
  void the_limit_of_a_write_that_is_done_ends_nothing() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      Duration limit = Duration.ofMillis(20);
      long end = System.nanoTime() + 10 * limit.toNanos();
      while (System.nanoTime() < end) {
        link.write(new byte[] {1}, limit);
        for (long last = System.nanoTime() + 2 * limit.toNanos(); System.nanoTime() < last; ) {
          link.flush(SOON);
        }
        assertThat(device.read()).isEqualTo(1);
      }
    }
  }

  @Test
  void closing_releases_a_stuck_write() throws Exception {
    ByteLink link = open();
    try (EmulatedLine device = port.accept()) {
      CompletableFuture<Reason> stuck = failure(() -> link.write(new byte[20_000_000], SOON));
      assertThat(device.read()).isZero();
      link.close();
      assertThat(stuck.get(5, TimeUnit.SECONDS)).isIn(Reason.CLOSED, Reason.LOST);
    }
  }

  @Test
  void a_device_that_talks_too_much_is_held_up_and_no_byte_is_lost() throws Exception {
    byte[] much = new byte[1_000_000];
    new Random(1).nextBytes(much);
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(() -> {
            try {
              device.write(much);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(readFully(link, much.length)).isEqualTo(much);
      sending.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void a_long_write_arrives_whole_and_in_order() throws Exception {
    byte[] much = new byte[300_000];
    new Random(2).nextBytes(much);
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      CompletableFuture<byte[]> got =
          CompletableFuture.supplyAsync(() -> readDevice(device, much.length));
      link.write(much, SOON);
      link.flush(SOON);
      assertThat(got.get(5, TimeUnit.SECONDS)).isEqualTo(much);
    }
  }

  @Test
  void discarding_the_input_says_how_much_was_thrown_away() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      device.write(new byte[] {1, 2, 3});
      int[] thrown = {0};
      await(() -> (thrown[0] += discard(link)) == 3);
      assertThat(link.read(new byte[1], 0, 1, AT_ONCE)).isZero();
    }
  }

  @Test
  void a_range_outside_the_array_is_refused() throws Exception {
    try (ByteLink link = open()) {
      assertThatThrownBy(() -> link.read(new byte[4], 2, 3, AT_ONCE))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> link.write(new byte[4], 2, 3, SOON))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void an_unplugged_device_cannot_be_opened_until_it_returns() throws Exception {
    port.unplug();
    LinkException refused = failureOf(this::open);
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
    port.replug();
    open().close();
  }

  @Test
  void a_hundred_unpluggings_leave_no_thread_and_no_descriptor() throws Exception {
    try (EmulatedDevice echo = EmulatedDevice.start("echo", port, LinkContract::echo)) {
      cycle();
      await(() -> linkThreadsWith("link-by-id").isEmpty());
      long descriptors = descriptors();
      for (int i = 0; i < 100; i++) {
        cycle();
      }
      await(() -> descriptors() <= descriptors);
      await(() -> linkThreadsWith("link-by-id").isEmpty());
      assertThat(linkThreadsWith("link-").size()).isLessThanOrEqualTo(6);
    }
  }

  private void cycle() throws Exception {
    try (ByteLink link = open()) {
      link.write(new byte[] {42}, SOON);
      assertThat(readFully(link, 1)).containsExactly(42);
      port.unplug();
      assertThat(failureOf(() -> link.read(new byte[1], 0, 1, SOON)).reason())
          .isEqualTo(Reason.LOST);
    }
    port.replug();
  }

  @Test
  void neither_an_idle_line_nor_an_unplugged_one_costs_processor_time() throws Exception {
    try (ByteLink idle = open();
        EmulatedLine device = port.accept()) {
      idle.read(new byte[1], 0, 1, Duration.ofMillis(100));
      long before = linkCpu();
      assertThat(idle.read(new byte[1], 0, 1, Duration.ofSeconds(1))).isZero();
      assertThat(linkCpu() - before).as("idle, in a second").isLessThan(5_000_000);

      port.unplug();
      await(() -> !idle.isOpen());
      try (WatchedSecond second = new WatchedSecond()) {
        before = linkCpu();
        second.pass();
        assertThat(linkCpu() - before).as("unplugged, in a second").isLessThan(5_000_000);
      }
    }
  }

  /** A second that passes on a line which nobody writes to. */
  private static final class WatchedSecond implements AutoCloseable {
    private final ByteLink silent = new LoopbackLinks(far -> {}).open("", SETTINGS, AT_ONCE);

    void pass() throws LinkException {
      silent.read(new byte[1], 0, 1, Duration.ofSeconds(1));
    }

    @Override
    public void close() {
      silent.close();
    }
  }

  @Test
  void a_byte_there_and_back_takes_less_than_a_few_milliseconds() throws Exception {
    try (EmulatedDevice echo = EmulatedDevice.start("echo", port, LinkContract::echo);
        ByteLink link = open()) {
      long[] nanos = new long[2000];
      byte[] one = {1};
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        link.write(one, SOON);
        assertThat(link.read(one, 0, 1, SOON)).isEqualTo(1);
        nanos[i] = System.nanoTime() - start;
      }
      Arrays.sort(nanos);
      System.out.printf(
          "%s: round trip p50 %d us, p99 %d us%n",
          getClass().getSimpleName(), nanos[1000] / 1000, nanos[1980] / 1000);
      assertThat(nanos[1000]).isLessThan(3_000_000);
    }
  }

  protected ByteLink open() throws LinkException {
    return links.open(port.address(), SETTINGS, SOON);
  }

  private static void echo(EmulatedLine line) throws java.io.IOException {
    byte[] buffer = new byte[512];
    int taken;
    while ((taken = line.read(buffer, 0, buffer.length, SOON)) >= 0) {
      line.write(buffer, 0, taken);
    }
  }

  protected interface Call {
    void run() throws Exception;
  }

  protected static LinkException failureOf(Call call) {
    return catchThrowableOfType(LinkException.class, call::run);
  }

  private static CompletableFuture<Reason> failure(Call call) {
    CompletableFuture<Reason> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          LinkException failed = failureOf(call);
          result.complete(failed.reason());
        });
    return result;
  }

  private static int discard(ByteLink link) {
    try {
      return link.discardInput();
    } catch (LinkException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits on a condition, yielding, until it holds or five seconds have passed. */
  protected static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waited in vain").isNegative();
      Thread.yield();
    }
  }

  protected static byte[] readFully(ByteLink link, int length) throws LinkException {
    byte[] all = new byte[length];
    int got = 0;
    while (got < length) {
      int taken = link.read(all, got, length - got, SOON);
      assertThat(taken).as("after %d of %d bytes", got, length).isPositive();
      got += taken;
    }
    return all;
  }

  protected static byte[] readDevice(EmulatedLine line, int length) {
    byte[] all = new byte[length];
    int got = 0;
    while (got < length) {
      try {
        int taken = line.read(all, got, length - got, SOON);
        assertThat(taken).as("after %d of %d bytes", got, length).isPositive();
        got += taken;
      } catch (java.io.IOException e) {
        throw new AssertionError(e);
      }
    }
    return all;
  }

  protected static byte[] everyByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  private static Set<String> linkThreadsWith(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toSet());
  }

  private static long linkCpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("link-"))
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.threadId())))
        .sum();
  }

  private static long descriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(handle -> !isJar(handle)).count();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Opened by a class loader when a class of it is first wanted. */
  private static boolean isJar(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString().endsWith(".jar");
    } catch (java.io.IOException closedSince) {
      return false;
    }
  }
}
