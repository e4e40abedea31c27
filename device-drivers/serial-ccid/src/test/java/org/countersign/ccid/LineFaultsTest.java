package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.ccid.SerialCcidDriverTest.assertFault;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.emulator.ccid.Habit;
import org.countersign.emulator.ccid.Habits;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong on the way, on purpose: no card runs a command twice, no answer is another's. */
@Timeout(120)
final class LineFaultsTest {

  private static final Duration LIMIT = Rig.LIMIT;

  static Stream<ReaderModel> readers() {
    return Stream.of(ReaderModel.gemPcTwin(), ReaderModel.acsSerial());
  }

  static Stream<Arguments> badHabits() {
    return readers()
        .flatMap(model ->
            Stream.of(
                    Habit.REFUSE,
                    Habit.NO_ANSWER,
                    Habit.DEAF,
                    Habit.WRONG_CHECK,
                    Habit.OTHER_SEQUENCE,
                    Habit.OLD_ANSWER_FIRST,
                    Habit.TWICE,
                    Habit.NOISE,
                    Habit.MORE_TIME,
                    Habit.FALSE_SLOT_CHANGE,
                    Habit.BUSY,
                    Habit.GARBLED_ECHO,
                    Habit.NO_ECHO,
                    Habit.CARD_MORE_TIME,
                    Habit.CARD_GARBLED,
                    Habit.CARD_DEAF)
                .filter(habit -> !model.acs() || isKnownToAcs(habit))
                .map(habit -> Arguments.of(model, habit)));
  }

  private static boolean isKnownToAcs(Habit habit) {
    return switch (habit) {
      case GARBLED_ECHO, NO_ECHO, CARD_MORE_TIME, CARD_GARBLED, CARD_DEAF -> false;
      default -> true;
    };
  }

  @ParameterizedTest
  @MethodSource("readers")
  void an_answer_that_comes_with_the_next_one_costs_one_question_more(ReaderModel model)
      throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T1_QUICK);
    try (Rig rig = Rig.overTcp(model)) {
      HeldAnswer adapter = rig.heldAnswer();
      rig.reader.insert(card);
      try (Device device = rig.open()) {
        ChipContact chip = Rig.chip(device);
        chip.powerOn(LIMIT);
        int usual = questionsOf(1, chip, adapter);
        adapter.holdNext();

        assertThat(questionsOf(2, chip, adapter)).isEqualTo(usual + 1);
        assertThat(questionsOf(3, chip, adapter)).isEqualTo(usual);
      }
    }
  }

  private static int questionsOf(int number, ChipContact chip, HeldAnswer adapter)
      throws Exception {
    int before = adapter.questions();
    assertThat(chip.transceive(CountingCard.command(number, 40, 40), LIMIT))
        .isEqualTo(CountingCard.answer(number, 40));
    return adapter.questions() - before;
  }

  @ParameterizedTest
  @MethodSource("badHabits")
  void a_bad_habit_of_the_reader_costs_time_and_no_card(ReaderModel model, Habit habit)
      throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T1_QUICK);
    try (Rig rig = Rig.overTcp(model);
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      for (int number = 1; number <= 2; number++) {
        rig.reader.habits().next(habit, Habits.XFR_BLOCK);

        assertThat(chip.transceive(CountingCard.command(number, 40, 40), LIMIT))
            .isEqualTo(CountingCard.answer(number, 40));
        assertThat(rig.reader.habits().left()).as("habits that did not strike").isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Habit.class,
      names = {"NO_ANSWER", "WRONG_CHECK", "OTHER_SEQUENCE", "DEAF", "GARBLED_ECHO"})
  void t0_cannot_ask_again_and_so_tells_that_it_does_not_know(Habit habit) throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T0);
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      rig.reader.habits().next(habit, Habits.XFR_BLOCK);

      assertFault(
          () -> chip.transceive(CountingCard.command(1, 40, 0), LIMIT),
          Fault.COMMUNICATION,
          Effect.UNKNOWN);
      assertThat(card.runs(1)).isLessThanOrEqualTo(1);
      assertFault(
          () -> chip.transceive(CountingCard.command(2, 40, 0), LIMIT),
          Fault.COMMUNICATION,
          Effect.NONE);

      chip.powerOn(LIMIT);
      assertThat(chip.transceive(CountingCard.command(3, 40, 0), LIMIT))
          .isEqualTo(CountingCard.answer(3, 0));
    }
  }

  @Test
  void a_command_that_the_reader_never_takes_had_no_effect() throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T0);
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      rig.reader.habits().next(Habit.REFUSE, Habits.XFR_BLOCK, 0, 100);

      assertFault(
          () -> chip.transceive(CountingCard.command(1, 40, 0), LIMIT),
          Fault.COMMUNICATION,
          Effect.NONE);
      assertThat(card.runs(1)).isZero();
    }
  }

  @Test
  void a_card_that_falls_silent_in_a_t1_exchange_leaves_it_unknown() throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T1_QUICK);
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      rig.reader.habits().next(Habit.CARD_GARBLED, Habits.XFR_BLOCK, 0, 50);

      assertFault(
          () -> chip.transceive(CountingCard.command(1, 40, 0), LIMIT),
          Fault.COMMUNICATION,
          Effect.UNKNOWN);
      assertThat(card.runs(1)).isEqualTo(1);
    }
  }

  @Test
  void a_chain_that_breaks_before_its_last_block_had_no_effect() throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T1_QUICK);
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      rig.reader.habits().next(Habit.CARD_DEAF, Habits.XFR_BLOCK, 1, 50);

      assertFault(
          () -> chip.transceive(CountingCard.command(1, 700, 0), LIMIT),
          Fault.COMMUNICATION,
          Effect.NONE);
      assertThat(card.runs(1)).isZero();
    }
  }

  @Test
  void a_block_that_the_line_repeats_runs_its_command_once() throws Exception {
    CountingCard card = new CountingCard(CountingCard.ATR_T1_QUICK);
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin())) {
      FaultyLinks faults =
          rig.faults(FaultPlan.none().withOneIn(2, LineFault.DUPLICATE, LineFault.DROP), 7);
      rig.reader.insert(card);
      try (Device device = rig.open()) {
        ChipContact chip = Rig.chip(device);
        chip.powerOn(LIMIT);
        for (int number = 1; number <= 20; number++) {
          try {
            assertThat(chip.transceive(CountingCard.command(number, 40, 40), LIMIT))
                .isEqualTo(CountingCard.answer(number, 40));
          } catch (DeviceException e) {
            chip.powerOn(LIMIT);
          }
          assertThat(card.runs(number)).isLessThanOrEqualTo(1);
        }
      }
      assertThat(faults.done())
          .filteredOn(f -> f.direction() == FaultPlan.Direction.WRITE)
          .hasSizeGreaterThan(10);
    }
  }

  @Test
  void a_passed_limit_is_a_timeout_and_comes_in_time() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.acsSerial());
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard());
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      rig.reader.habits().next(Habit.MORE_TIME, Habits.XFR_BLOCK);
      rig.reader.habits().next(Habit.NO_ANSWER, Habits.XFR_BLOCK);
      rig.reader.habits().next(Habit.NO_ANSWER, Habits.XFR_BLOCK);
      long start = System.nanoTime();

      assertFault(
          () -> chip.transceive(CountingCard.command(1, 4, 0), Duration.ofMillis(300)),
          Fault.TIMEOUT,
          Effect.UNKNOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void closing_ends_a_running_wait_at_once() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin())) {
      Device device = rig.open();
      CompletableFuture<DeviceException> ended = new CompletableFuture<>();
      CompletableFuture<Void> begun = new CompletableFuture<>();
      Thread waiting =
          Thread.ofPlatform()
              .start(() -> {
                begun.complete(null);
                try {
                  Rig.chip(device).awaitChip(true, LIMIT);
                } catch (DeviceException e) {
                  ended.complete(e);
                }
              });
      begun.get(5, TimeUnit.SECONDS);

      device.close();

      assertThat(ended.get(2, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
      waiting.join();
    }
  }

  @Test
  void an_interrupt_stops_a_running_wait() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      CompletableFuture<DeviceException> ended = new CompletableFuture<>();
      Thread waiting =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Rig.chip(device).awaitChip(true, LIMIT);
                } catch (DeviceException e) {
                  ended.complete(e);
                }
              });

      waiting.interrupt();

      assertThat(ended.get(2, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
      waiting.join();
    }
  }

  @Test
  void an_unplugged_reader_is_told_lost_and_is_there_again_when_it_returns() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin())) {
      for (int round = 0; round < 5; round++) {
        try (Device device = rig.open()) {
          rig.port().unplug();
          assertFault(
              () -> Rig.chip(device).awaitChip(true, LIMIT), Fault.COMMUNICATION, Effect.NONE);
        }
        rig.port().replug();
      }
      assertThat(rig.events).extracting(DeviceEvent::kind).contains(DeviceEvent.Kind.DEVICE_LOST);
    }
  }

  @Test
  void a_device_that_is_no_such_reader_is_refused() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin())) {
      rig.with("framing", "acs");
      assertFault(rig::open, Fault.COMMUNICATION, Effect.NONE);
    }
  }
}
