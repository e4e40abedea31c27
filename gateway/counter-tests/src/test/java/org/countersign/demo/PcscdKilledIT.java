package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.personalization.JobState;
import org.countersign.station.app.Gateway;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** pcscd dies by SIGKILL in the middle of cards, at commands that the card chooses. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PcscdKilledIT {

  private static final boolean LOST = false;
  private static final boolean RUN = true;

  /** At which command pcscd dies, and whether the chip still runs it. */
  enum KillPoint {
    CHIP_NUMBER_NOT_READ(0xCA, 1, LOST),
    APPLICATION_NOT_SELECTED(0xA4, 1, LOST),
    SCP03_CHALLENGE_LOST(0x50, 1, LOST),
    SCP03_CRYPTOGRAM_LOST(0x82, 1, LOST),
    SCP03_OPEN_UNHEARD(0x82, 1, RUN),
    FIRST_DATA_LOST(0xE2, 1, LOST),
    FIRST_DATA_UNHEARD(0xE2, 1, RUN),
    IN_THE_MIDDLE_OF_WRITING(0xE2, 2, RUN),
    WRITTEN_UNHEARD(0xE2, 3, RUN),
    IN_READ_BACK(0xB0, 3, RUN),
    KEYS_CHANGED_UNHEARD(0xD8, 1, RUN),
    ACTIVATION_LOST(0xF0, 1, LOST),
    ACTIVATED_UNHEARD(0xF0, 1, RUN),
    IN_THE_LAST_INSPECTION(0x84, 1, RUN);

    private final int ins;
    private final int nth;
    private final boolean runs;

    KillPoint(int ins, int nth, boolean runs) {
      this.ins = ins;
      this.nth = nth;
      this.runs = runs;
    }
  }

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @ParameterizedTest
  @EnumSource
  void the_card_in_hand_is_finished_when_pcscd_is_back_and_the_next_is_issued(KillPoint point)
      throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        Gateway gateway = counter.openStation()) {
      Killer killer = new Killer(counter, point);
      WatchedCard struck = killer.insert();
      String job = counter.submit(1);
      assertThat(killer.killed.await(30, TimeUnit.SECONDS)).as("pcscd killed").isTrue();
      outOfServiceUntilPcscdReturns(counter);
      counter.pcscd.restart();

      String next = counter.submit(2);
      counter.serveUntilEnded(List.of(job, next), 0);

      assertThat(counter.job(job).state()).isEqualTo(JobState.ACTIVATED);
      assertThat(counter.job(next).state()).isEqualTo(JobState.ACTIVATED);
      Truth truth = Truth.holds(counter);
      assertThat(truth.stateOf(struck)).isEqualTo("ISSUED");
      assertThat(gateway.jobs().find(next).orElseThrow().work().orElseThrow().verdict().good())
          .isTrue();
    }
  }

  /** What a person sees while there is no pcscd: that it is pcscd, and what to start. */
  private static void outOfServiceUntilPcscdReturns(Counter counter) throws Exception {
    counter.until(
        "that the device tells what to start",
        () -> counter.encoder(0).detail().contains("systemctl start pcscd"));
    assertThat(counter.encoder(0).state()).isEqualTo(DeviceState.NO_DEVICE);
  }

  /** Kills pcscd from the card's side, once. */
  private static final class Killer {

    private final Counter counter;
    private final KillPoint point;
    private final CountDownLatch killed = new CountDownLatch(1);
    private WatchedCard card;

    Killer(Counter counter, KillPoint point) {
      this.counter = counter;
      this.point = point;
    }

    WatchedCard insert() {
      card = counter.insert(0, this::lets);
      return card;
    }

    private boolean lets(int number, byte[] command) {
      boolean struck = (command[1] & 0xFF) == point.ins && card.seen(point.ins) == point.nth;
      if (!struck || killed.getCount() == 0) {
        return true;
      }
      if (point.runs) {
        card.runUnheard(command);
      }
      counter.pcscd.kill();
      killed.countDown();
      return false;
    }
  }

  @Test
  void four_cards_in_hand_at_once_are_each_accounted_for() throws Exception {
    int[] readers = {0, 1, 2, 3};
    try (Counter counter = Counter.with(folder, readers);
        Gateway gateway = counter.openStation()) {
      CountDownLatch killed = new CountDownLatch(1);
      // Each is stopped at a command of its own: selection, first, second, and last block of data.
      CountDownLatch stopped = new CountDownLatch(readers.length);
      List<String> jobs = new ArrayList<>();
      for (int reader : readers) {
        WatchedCard ignored =
            counter.insert(
                reader,
                (number, command) -> {
                  if (number != 5 + reader) {
                    return true;
                  }
                  stopped.countDown();
                  if (reader == 0) {
                    await(stopped);
                    counter.pcscd.kill();
                    killed.countDown();
                  } else {
                    await(killed);
                  }
                  return true;
                });
      }
      for (int reader : readers) {
        jobs.add(counter.submit(reader));
      }
      assertThat(killed.await(30, TimeUnit.SECONDS)).as("pcscd killed").isTrue();
      counter.pcscd.restart();
      for (int reader : readers) {
        jobs.add(counter.submit(10 + reader));
      }
      counter.serveUntilEnded(jobs, readers);

      assertThat(Truth.holds(counter).stateOf(counter.cards().get(3))).isEqualTo("ISSUED");
      assertThat(gateway.stock().issued()).isEqualTo(8);
      assertThat(gateway.stock().spoiled()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other cards never came so far");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void pcscd_killed_under_idle_readers_five_times_costs_no_card() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        Gateway gateway = counter.openStation()) {
      for (int crash = 0; crash < 5; crash++) {
        counter.pcscd.kill();
        counter.pcscd.restart();
        String job = counter.submit(crash);
        counter.serveUntilEnded(List.of(job), 0);
        assertThat(counter.job(job).state())
            .as("after crash %d", crash)
            .isEqualTo(JobState.ACTIVATED);
      }
      assertThat(Truth.holds(counter).stateOf(counter.cards().get(0))).isEqualTo("ISSUED");
      assertThat(counter.cards()).hasSize(5);
      assertThat(gateway.stock().issued()).isEqualTo(5);
    }
  }
}
