package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.countersign.osdp.CountingCard.answer;
import static org.countersign.osdp.CountingCard.command;
import static org.countersign.osdp.Rig.LIMIT;
import static org.countersign.osdp.Rig.chip;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.emulator.osdp.OsdpHabit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers of one line, each a device of its own. */
@Timeout(90)
final class BusTest {

  private static final int XWR = 0xA1;

  /** A silent reader's wait for a long reply at 115200 bit/s, 0.25 s, and as much again. */
  private static final Duration BOUND = Duration.ofMillis(500);

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private static DeviceException failure(ThrowingCallable call) {
    DeviceException failure = catchThrowableOfType(DeviceException.class, call);
    assertThat(failure).as("the call failed").isNotNull();
    return failure;
  }

  private static void exchange(Device device, int from, int count) throws Exception {
    for (int i = from; i < from + count; i++) {
      assertThat(chip(device).transceive(command(i, i % 200), LIMIT)).isEqualTo(answer(i, i % 200));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void exchanges_go_by_turns_and_no_answer_reaches_another(int count) throws Exception {
    try (BusRig rig = BusRig.of(count, folder)) {
      CyclicBarrier start = new CyclicBarrier(count);
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int address = i;
        Callable<Void> work =
            () -> {
              start.await();
              try (Device device = rig.open(address)) {
                assertThat(device.info().serial()).isEqualTo("" + (BusRig.FIRST_SERIAL + address));
                chip(device).powerOn(LIMIT);
                start.await();
                exchange(device, 1_000 * address, 200);
                start.await();
                return null;
              }
            };
        all.add(threads.submit(work));
      }
      for (Future<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
      assertThat(rig.overlaps).as("one exchange at a time").hasValue(0);
      assertThat(rig.openings).hasValue(1);
      assertThat(rig.closings).as("with the last device").hasValue(1);
      for (int i = 0; i < count; i++) {
        assertThat(rig.readers.get(i).sessions()).as("sessions of reader %d", i).isEqualTo(1);
        for (int n = 0; n < 3_000; n++) {
          assertThat(rig.cards.get(i).runs(n)).isEqualTo(n / 1_000 == i && n % 1_000 < 200 ? 1 : 0);
        }
      }
    }
  }

  @Test
  void a_silent_reader_does_not_hold_up_the_others() throws Exception {
    try (BusRig rig = BusRig.of(3, folder);
        Device silent = rig.open(0);
        Device second = rig.open(1);
        Device third = rig.open(2)) {
      for (Device device : List.of(silent, second, third)) {
        chip(device).powerOn(LIMIT);
      }
      rig.readers.get(0).habits().set(OsdpHabit.DEAF, XWR, 1_000);
      Future<DeviceException> waiting =
          threads.submit(() -> failure(() -> chip(silent).transceive(command(1, 0), LIMIT)));
      rig.readers.get(0).habits().awaitStrike(OsdpHabit.DEAF, LIMIT);
      Duration longest = Duration.ZERO;
      int done = 0;
      int held = 0;
      while (!waiting.isDone()) {
        long before = System.nanoTime();
        exchange(done % 2 == 0 ? second : third, 1_000 + done, 1);
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        longest = took.compareTo(longest) > 0 ? took : longest;
        held += took.toMillis() > 50 ? 1 : 0;
        done++;
      }
      assertThat(waiting.get().fault()).isIn(Fault.COMMUNICATION, Fault.TIMEOUT);
      assertThat(longest).isLessThan(BOUND);
      assertThat(held).as("exchanges held up, of %d", done).isLessThan(15);
      assertThat(done).isGreaterThan(200);
    }
  }

  @Test
  void closing_one_ends_its_waiting_call_alone_and_the_other_goes_on() throws Exception {
    try (BusRig rig = BusRig.of(2, folder);
        Device other = rig.open(1)) {
      Map<String, String> patient = rig.config(0);
      patient.put("reply-time", "5000000"); // Its wait for a reply does not end by itself.
      Device closed = rig.open("reader-0", patient);
      chip(other).powerOn(LIMIT);
      rig.readers.get(0).habits().set(OsdpHabit.DEAF, XWR, 1_000);
      Future<DeviceException> waiting =
          threads.submit(() -> failure(() -> chip(closed).awaitChip(true, LIMIT)));
      rig.readers.get(0).habits().awaitStrike(OsdpHabit.DEAF, LIMIT);
      closed.close();
      closed.close();
      assertThat(waiting.get(1, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
      exchange(other, 0, 50);
      assertThat(rig.closings).hasValue(0);
      assertThat(rig.readers.get(1).sessions()).isEqualTo(1);
      rig.readers.get(0).habits().clear();
      try (Device again = rig.open(0)) {
        chip(again).powerOn(LIMIT);
        exchange(again, 0, 5);
      }
      assertThat(rig.openings).hasValue(1);
    }
  }

  @Test
  void a_call_that_waits_for_its_turn_ends_with_its_device() throws Exception {
    try (BusRig rig = BusRig.of(2, folder)) {
      Map<String, String> patient = rig.config(0);
      patient.put("reply-time", "5000000");
      try (Device holder = rig.open("patient", patient)) {
        Device waiter = rig.open(1);
        rig.readers.get(0).habits().set(OsdpHabit.DEAF, XWR, 1_000);
        CompletableFuture<DeviceException> holding =
            CompletableFuture.supplyAsync(
                () -> failure(() -> chip(holder).awaitChip(true, LIMIT)), threads);
        rig.readers.get(0).habits().awaitStrike(OsdpHabit.DEAF, LIMIT);
        CompletableFuture<DeviceException> waiting = new CompletableFuture<>();
        Thread second =
            Thread.startVirtualThread(
                () -> waiting.complete(failure(() -> chip(waiter).awaitChip(true, LIMIT))));
        awaitState(second, Thread.State.TIMED_WAITING);
        waiter.close();
        assertThat(waiting.get(1, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
        assertThat(holding).isNotDone();
        holder.close();
        assertThat(holding.get(1, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
      }
    }
  }

  private static void awaitState(Thread thread, Thread.State state) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (thread.getState() != state) {
      assertThat(System.nanoTime() - deadline).as("%s in time", state).isNegative();
      Thread.onSpinWait();
    }
  }

  @Test
  void an_address_that_another_device_has_is_refused() throws Exception {
    try (BusRig rig = BusRig.of(2, folder);
        Device first = rig.open(0)) {
      DeviceException refused = failure(() -> rig.open("twin", rig.config(0)));
      assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION);
      assertThat(refused).hasMessageContaining("'reader-0' has address 0");
      chip(first).powerOn(LIMIT);
      exchange(first, 0, 3);
    }
  }

  @Test
  void another_speed_than_the_line_has_is_refused() throws Exception {
    try (BusRig rig = BusRig.of(2, folder);
        Device first = rig.open(0)) {
      Map<String, String> slower = rig.config(1);
      slower.put("baud", "9600");
      DeviceException refused = failure(() -> rig.open("slower", slower));
      assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION);
      assertThat(refused).hasMessageContaining("9600").hasMessageContaining("one baud");
      chip(first).powerOn(LIMIT);
      exchange(first, 0, 3);
    }
  }

  @Test
  void a_reader_at_another_speed_is_not_looked_for_while_others_use_the_line() throws Exception {
    try (BusRig rig = BusRig.of(2, folder);
        Device first = rig.open(0)) {
      Map<String, String> absent = rig.config(9);
      absent.put("comset-from", "9600");
      DeviceException silent = failure(() -> rig.open("absent", absent));
      assertThat(silent.fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(silent).hasMessageContaining("comset-from has no meaning");
      chip(first).powerOn(LIMIT);
      exchange(first, 0, 3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_lost_line_is_told_to_each_and_found_again_by_each(boolean pty) throws Exception {
    try (BusRig rig = pty ? BusRig.overPty(2, folder) : BusRig.of(2, folder)) {
      for (int round = 0; round < 3; round++) {
        try (Device first = rig.open(0);
            Device second = rig.open(1)) {
          rig.port().unplug();
          DeviceException lost = failure(() -> chip(first).awaitChip(true, LIMIT));
          assertThat(lost.fault()).isEqualTo(Fault.COMMUNICATION);
          rig.port().replug();
          first.close();
          try (Device again = rig.open(0)) {
            chip(again).powerOn(LIMIT);
            assertThat(failure(() -> chip(second).awaitChip(true, LIMIT)).fault())
                .as("what the other one hears, whose line is another one now")
                .isEqualTo(Fault.COMMUNICATION);
            second.close();
            try (Device secondAgain = rig.open(1)) {
              chip(secondAgain).powerOn(LIMIT);
              exchange(again, 100 * round, 3);
              exchange(secondAgain, 100 * round, 3);
            }
          }
        }
      }
      assertThat(rig.openings).hasValue(6);
    }
  }

  @Test
  void two_names_of_a_port_are_one_line() throws Exception {
    try (BusRig rig = BusRig.overPty(2, folder);
        Device first = rig.open(0)) {
      Path name = folder.resolve("another-name");
      Files.createSymbolicLink(name, Path.of(rig.port().address()));
      Map<String, String> config = rig.config(1);
      config.put("port", name.toString());
      try (Device second = rig.open("second", config)) {
        chip(second).powerOn(LIMIT);
        exchange(second, 0, 3);
        assertThat(first.info().serial()).isNotEqualTo(second.info().serial());
      }
    }
  }
}
