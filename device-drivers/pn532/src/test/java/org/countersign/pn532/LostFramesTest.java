package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.emulator.pn532.Habit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the driver makes of a lost frame: never a second run of an APDU, never another's answer. */
@Timeout(60)
final class LostFramesTest {

  private static final int DIAGNOSE = 0x00;
  private static final int IN_DATA_EXCHANGE = 0x40;
  private static final int RF_CONFIGURATION = 0x32;
  private static final byte[] SAME_ANSWER = {(byte) 0x80, 0x0C, 0, 0};
  private static final byte[] OK = {(byte) 0x90, 0x00};
  private static final Duration LIMIT = Duration.ofMillis(1_500);

  @TempDir Path folder;

  private Counter counter;
  private LedgerCard card;
  private Device device;
  private ChipContact contact;

  @BeforeEach
  void start() throws Exception {
    counter = Counter.onPty(folder);
    card = counter.layCard();
    device = counter.open();
    contact = Counter.contact(device);
    contact.powerOn(LIMIT);
  }

  @AfterEach
  void stop() {
    device.close();
    counter.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FALLS_SILENT", "CALLS_IT_UNREADABLE"})
  void an_apdu_runs_once_and_gets_its_answer_whatever_frame_is_lost(Habit habit) throws Exception {
    // The first answer is one to another command: the chip's last answer tells everything.
    for (int i = 1; i <= 4; i++) {
      counter.chip.misbehave(IN_DATA_EXCHANGE, habit);
      assertThat(contact.transceive(SAME_ANSWER, LIMIT)).isEqualTo(OK);
      assertThat(card.ledger()).hasSize(i);
    }
    counter.chip.misbehave(IN_DATA_EXCHANGE, habit);
    assertThat(contact.transceive(Pn532DeviceTest.echo(9), LIMIT))
        .isEqualTo(Pn532DeviceTest.echoed(9));
    assertThat(card.ledger()).hasSize(5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      names = {"DEAF", "LOSES_BOTH", "LOSES_ACKNOWLEDGEMENT"})
  void two_equal_answers_in_a_row_leave_the_first_loss_on_a_good_line_in_doubt(Habit habit)
      throws Exception {
    contact.transceive(SAME_ANSWER, LIMIT);
    counter.chip.misbehave(IN_DATA_EXCHANGE, habit);

    assertThatThrownBy(() -> contact.transceive(SAME_ANSWER, LIMIT))
        .isInstanceOfSatisfying(
            DeviceException.class, e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN))
        .hasMessageContaining("one that may be to an earlier command");
    assertThat(card.ledger()).hasSizeLessThanOrEqualTo(2);

    // From then on the line is known to be bad, and the next loss is none.
    contact.powerOn(LIMIT);
    contact.transceive(SAME_ANSWER, LIMIT);
    int before = card.ledger().size();
    counter.chip.misbehave(IN_DATA_EXCHANGE, habit);
    assertThat(contact.transceive(SAME_ANSWER, LIMIT)).isEqualTo(OK);
    assertThat(card.ledger()).hasSize(before + 1);
  }

  @Test
  void a_line_said_to_be_bad_loses_not_even_the_first() throws Exception {
    device.close();
    device = counter.with("bad-line", "true").open();
    contact = Counter.contact(device);
    contact.powerOn(LIMIT);
    contact.transceive(SAME_ANSWER, LIMIT);
    counter.chip.misbehave(IN_DATA_EXCHANGE, Habit.DEAF, Habit.LOSES_BOTH);

    assertThat(contact.transceive(SAME_ANSWER, LIMIT)).isEqualTo(OK);
    assertThat(contact.transceive(SAME_ANSWER, LIMIT)).isEqualTo(OK);
    assertThat(card.ledger()).hasSize(3);
  }

  @Test
  void a_good_line_carries_no_marks() throws Exception {
    long before = counter.chip.served(DIAGNOSE);
    for (int i = 0; i < 20; i++) {
      contact.transceive(SAME_ANSWER, LIMIT);
    }
    assertThat(counter.chip.served(DIAGNOSE)).isEqualTo(before);
    assertThat(counter.chip.served(IN_DATA_EXCHANGE)).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FALLS_SILENT", "CALLS_IT_UNREADABLE"})
  void a_long_apdu_runs_once_whichever_of_its_pieces_is_lost(Habit habit) throws Exception {
    byte[] command = Pn532DeviceTest.echo(700);
    for (int piece = 0; piece < 6; piece++) {
      Habit[] plan = new Habit[piece + 1];
      Arrays.fill(plan, Habit.SPLITS);
      plan[piece] = habit;
      counter.chip.misbehave(IN_DATA_EXCHANGE, plan);
      int before = card.ledger().size();
      try {
        assertThat(contact.transceive(command, LIMIT)).isEqualTo(Pn532DeviceTest.echoed(700));
        assertThat(card.ledger()).hasSize(before + 1);
      } catch (DeviceException e) {
        // Two pieces in a row are answered alike, so a lost one cannot always be found out.
        assertThat(card.ledger()).hasSizeBetween(before, before + 1);
        assertThat(e.effect() == Effect.NONE && card.ledger().size() > before).isFalse();
        contact.powerOn(LIMIT);
      }
    }
  }

  @Test
  void a_command_that_is_called_unreadable_has_not_run() {
    counter.chip.misbehave(IN_DATA_EXCHANGE, Habit.CALLS_IT_UNREADABLE);

    assertThatThrownBy(() -> contact.transceive(SAME_ANSWER, LIMIT))
        .isInstanceOfSatisfying(
            DeviceException.class, e -> assertThat(e.effect()).isEqualTo(Effect.NONE));
    assertThat(card.ledger()).isEmpty();
  }

  @Test
  void a_slow_card_without_acknowledgement_is_waited_for_and_never_asked_twice() throws Exception {
    // It works longer than the probe waits; the answer is repeated when it is there.
    counter.chip.misbehave(IN_DATA_EXCHANGE, Habit.LOSES_ACKNOWLEDGEMENT);
    Thread releasing =
        Thread.ofPlatform()
            .start(() -> {
              try {
                card.waiting.await();
                // Longer than the driver waits before it asks what became of the command.
                card.release.await(900, TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              card.release.countDown();
            });
    try {
      contact.transceive(new byte[] {0, 0x77, 0, 0}, Duration.ofSeconds(4));
    } catch (DeviceException e) {
      assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
    }
    releasing.join();
    assertThat(card.ledger()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FALLS_SILENT", "CALLS_IT_UNREADABLE"})
  void commands_that_may_run_twice_are_simply_asked_again(Habit habit) throws Exception {
    counter.chip.misbehave(RF_CONFIGURATION, habit, habit);
    counter.chip.misbehave(0x4A, habit, habit);
    contact.powerOn(Counter.LONG);
    assertThat(contact.transceive(SAME_ANSWER, LIMIT)).isEqualTo(OK);
  }
}
