package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.osdp.CountingCard.answer;
import static org.countersign.osdp.CountingCard.command;
import static org.countersign.osdp.Rig.LIMIT;
import static org.countersign.osdp.Rig.chip;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Twenty cards with as many commands as a residence permit has, each of which the card counts, over
 * a good line and a bad one.
 */
@Timeout(300)
final class OsdpIT {

  private static final int CARDS = 20;
  private static final int COMMANDS = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twenty_cards_get_every_command_once(boolean pty) throws Exception {
    try (Rig rig = pty ? Rig.overPty(folder) : Rig.overTcp(folder);
        Device device = rig.open()) {
      for (int i = 0; i < CARDS; i++) {
        CountingCard card = new CountingCard();
        rig.reader.insert(card);
        assertThat(chip(device).awaitChip(true, LIMIT)).isTrue();
        chip(device).powerOn(LIMIT);
        for (int n = 0; n < COMMANDS; n++) {
          assertThat(chip(device).transceive(command(n, n * 8), LIMIT)).isEqualTo(answer(n, n * 8));
        }
        chip(device).powerOff(LIMIT);
        rig.reader.remove();
        assertThat(chip(device).awaitChip(false, LIMIT)).isTrue();
      }
      assertThat(rig.reader.sessions()).isEqualTo(1);
    }
  }

  /** What a station does: a card in doubt is put aside, a lost device is opened again. */
  @Test
  void with_one_frame_in_fifty_damaged_no_command_runs_twice_and_no_answer_is_another_s()
      throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      FaultyLinks faults =
          rig.faults(
              FaultPlan.none().withDelay(Duration.ofMillis(20)).withOneIn(50, LineFault.values()),
              20_261_123L);
      List<CountingCard> good = new ArrayList<>();
      List<CountingCard> spoiled = new ArrayList<>();
      int opened = 0;
      Device device = null;
      while (good.size() < CARDS) {
        CountingCard card = new CountingCard();
        int at = 0;
        try {
          if (device == null) {
            opened++;
            device = rig.open();
          }
          // Not before: a command still under way on a lost line must not meet the next card.
          rig.reader.insert(card);
          assertThat(chip(device).awaitChip(true, LIMIT)).isTrue();
          chip(device).powerOn(LIMIT);
          for (; at < COMMANDS; at++) {
            assertThat(chip(device).transceive(command(at, at * 8), LIMIT))
                .isEqualTo(answer(at, at * 8));
          }
          good.add(card);
        } catch (DeviceException e) {
          spoiled.add(card);
          if (e.effect() == Effect.NONE) {
            assertThat(card.runs(at)).as("effect NONE: not run").isZero();
          }
          if (device != null) {
            device.close();
          }
          device = null;
        }
        rig.reader.remove();
      }
      if (device != null) {
        device.close();
      }
      System.out.printf(
          "1 in 50 frames damaged: %d good, %d put aside, opened %d times, %d sessions, %d faults,"
              + " seed %d%n",
          good.size(),
          spoiled.size(),
          opened,
          rig.reader.sessions(),
          faults.done().size(),
          faults.seed());
      assertThat(faults.done()).isNotEmpty();
      for (CountingCard card : good) {
        for (int n = 0; n < COMMANDS; n++) {
          assertThat(card.runs(n)).isEqualTo(1);
        }
      }
      for (CountingCard card : spoiled) {
        for (int n = 0; n < COMMANDS; n++) {
          assertThat(card.runs(n)).isLessThanOrEqualTo(1);
        }
      }
    }
  }

  /** Losses that leave the line itself whole cost no card at all. */
  @Test
  void with_one_frame_in_twenty_lost_or_damaged_every_card_is_good() throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      FaultyLinks faults =
          rig.faults(
              FaultPlan.none()
                  .withDelay(Duration.ofMillis(20))
                  .withOneIn(
                      20,
                      LineFault.DROP,
                      LineFault.FLIP,
                      LineFault.INSERT,
                      LineFault.DUPLICATE,
                      LineFault.SPLIT,
                      LineFault.TRUNCATE),
              7L);
      int doubted = 0;
      try (Device device = rig.open()) {
        for (int i = 0; i < 5; i++) {
          CountingCard card = new CountingCard();
          rig.reader.insert(card);
          try {
            chip(device).powerOn(LIMIT);
            for (int n = 0; n < COMMANDS; n++) {
              assertThat(chip(device).transceive(command(n, n * 8), LIMIT))
                  .isEqualTo(answer(n, n * 8));
              assertThat(card.runs(n)).isEqualTo(1);
            }
          } catch (DeviceException e) {
            doubted++;
          }
          rig.reader.remove();
        }
      }
      System.out.printf(
          "1 in 20 frames lost or damaged: %d of 5 cards in doubt, %d faults, %d sessions%n",
          doubted, faults.done().size(), rig.reader.sessions());
      assertThat(doubted).isZero();
    }
  }
}
