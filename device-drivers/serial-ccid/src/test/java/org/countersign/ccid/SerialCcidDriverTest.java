package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.emulator.ccid.Habit;
import org.countersign.emulator.ccid.Habits;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.emulator.ccid.ReaderModel.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The driver against the emulated readers, without faults on the line. */
@Timeout(60)
final class SerialCcidDriverTest {

  private static final Duration LIMIT = Rig.LIMIT;

  @TempDir Path folder;

  static Stream<ReaderModel> readers() {
    return Stream.of(
        ReaderModel.gemPcTwin(),
        ReaderModel.gemPcTwin().at(Level.SHORT_APDU),
        ReaderModel.gemPcTwin().at(Level.EXTENDED_APDU),
        ReaderModel.acsSerial(),
        ReaderModel.acsSerial().at(Level.TPDU),
        ReaderModel.acsSerial().at(Level.EXTENDED_APDU));
  }

  private static Rig rig(ReaderModel model) throws IOException {
    return Rig.overTcp(model)
        .with("exchange", model.level().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void a_card_is_powered_up_and_answers(ReaderModel model) throws Exception {
    CountingCard card = new CountingCard();
    try (Rig rig = rig(model);
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);

      assertThat(chip.awaitChip(true, LIMIT)).isTrue();
      ChipConnection connection = chip.powerOn(LIMIT);

      assertThat(connection.answerToReset()).isEqualTo(CountingCard.ATR_T1);
      assertThat(connection.protocol()).isEqualTo(ChipConnection.Protocol.T1);
      for (int more : new int[] {0, 1, 22, 200, 248}) {
        assertThat(chip.transceive(CountingCard.command(more, 4 + more, more), LIMIT))
            .isEqualTo(CountingCard.answer(more, more));
      }
      chip.powerOff(LIMIT);
      assertThat(card.isPowered()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void extended_apdus_pass_where_the_reader_allows(ReaderModel model) throws Exception {
    try (Rig rig = rig(model);
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard());
      ChipContact chip = Rig.chip(device);
      ChipConnection connection = chip.powerOn(LIMIT);
      byte[] command = CountingCard.command(7, 3000, 5000);

      if (model.level() == Level.SHORT_APDU) {
        assertThat(connection.maxCommandBytes()).isEqualTo(261);
        assertThatThrownBy(() -> chip.transceive(command, LIMIT))
            .hasMessageContaining("4 to 261")
            .satisfies(e -> assertThat(((DeviceException) e).effect()).isEqualTo(Effect.NONE));
      } else {
        assertThat(connection.maxCommandBytes()).isEqualTo(65_544);
        assertThat(chip.transceive(command, LIMIT)).isEqualTo(CountingCard.answer(7, 5000));
      }
    }
  }

  @Test
  void the_same_works_over_a_pseudo_terminal() throws Exception {
    CountingCard card = new CountingCard();
    try (Rig rig = Rig.overPty(ReaderModel.gemPcTwin(), folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      assertThat(chip.transceive(CountingCard.command(1, 600, 600), LIMIT))
          .isEqualTo(CountingCard.answer(1, 600));
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void a_t0_card_has_its_response_fetched_and_its_length_corrected(ReaderModel model)
      throws Exception {
    if (model.level() == Level.EXTENDED_APDU) {
      return;
    }
    try (Rig rig = rig(model);
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard(CountingCard.ATR_T0));
      ChipContact chip = Rig.chip(device);

      assertThat(chip.powerOn(LIMIT).protocol()).isEqualTo(ChipConnection.Protocol.T0);
      for (int more : new int[] {0, 5, 248}) {
        assertThat(chip.transceive(CountingCard.command(more, 100, more), LIMIT))
            .isEqualTo(CountingCard.answer(more, more));
      }
    }
  }

  @Test
  void a_card_that_offers_both_protocols_is_asked_for_t1_and_for_its_speed() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard(CountingCard.ATR_BOTH));
      ChipContact chip = Rig.chip(device);

      assertThat(chip.powerOn(LIMIT).protocol()).isEqualTo(ChipConnection.Protocol.T1);
      assertThat(chip.transceive(CountingCard.command(3, 300, 300), LIMIT))
          .isEqualTo(CountingCard.answer(3, 300));
    }
  }

  @Test
  void a_card_that_offers_both_speaks_t0_if_the_settings_say_so() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin()).with("protocol", "t0");
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard(CountingCard.ATR_BOTH));
      ChipContact chip = Rig.chip(device);

      assertThat(chip.powerOn(LIMIT).protocol()).isEqualTo(ChipConnection.Protocol.T0);
      assertThat(chip.transceive(CountingCard.command(3, 30, 30), LIMIT))
          .isEqualTo(CountingCard.answer(3, 30));
    }
  }

  @Test
  void a_card_that_wants_its_blocks_checked_by_crc_is_told_as_unusable() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      // 81: T=1 | 71: TA3, TB3, TC3 | 01: CRC
      rig.reader.insert(new CountingCard(CountingCard.withCheck("3B808171FE4501")));

      assertThatThrownBy(() -> Rig.chip(device).powerOn(LIMIT)).hasMessageContaining("CRC");
    }
  }

  @Test
  void the_supply_is_raised_or_lowered_until_the_card_answers() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.cardsAnswerAt(3);
      rig.reader.insert(new CountingCard());

      assertThat(Rig.chip(device).powerOn(LIMIT).answerToReset()).isEqualTo(CountingCard.ATR_T1);
    }
  }

  @Test
  void a_card_that_answers_at_no_supply_is_mute() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin()).with("voltage", "5v, 3v");
        Device device = rig.open()) {
      rig.reader.cardsAnswerAt(3);
      rig.reader.insert(new CountingCard());

      assertFault(() -> Rig.chip(device).powerOn(LIMIT), Fault.CARD_MUTE, Effect.NONE);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void without_a_card_there_is_nothing_to_power(ReaderModel model) throws Exception {
    try (Rig rig = rig(model);
        Device device = rig.open()) {
      assertFault(() -> Rig.chip(device).powerOn(LIMIT), Fault.CARD_MISSING, Effect.NONE);
    }
  }

  @Test
  void a_card_without_power_gets_no_command() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      CountingCard card = new CountingCard();
      rig.reader.insert(card);

      assertFault(
          () -> Rig.chip(device).transceive(CountingCard.command(1, 4, 0), LIMIT),
          Fault.NOT_READY,
          Effect.NONE);
      assertThat(card.runs(1)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void a_card_that_was_pulled_is_told_as_taken(ReaderModel model) throws Exception {
    try (Rig rig = rig(model);
        Device device = rig.open()) {
      ChipContact chip = Rig.chip(device);
      rig.reader.insert(new CountingCard());
      chip.awaitChip(true, LIMIT);
      chip.powerOn(LIMIT);

      rig.reader.remove();

      assertFault(
          () -> chip.transceive(CountingCard.command(1, 4, 0), LIMIT),
          Fault.CARD_TAKEN,
          Effect.UNKNOWN);
      assertThat(chip.awaitChip(false, LIMIT)).isTrue();
      assertThat(rig.events)
          .extracting(DeviceEvent::kind)
          .containsExactly(DeviceEvent.Kind.CARD_INSERTED, DeviceEvent.Kind.CARD_REMOVED);
    }
  }

  @ParameterizedTest
  @MethodSource("readers")
  void the_reader_says_what_it_is(ReaderModel model) throws Exception {
    try (Rig rig = rig(model);
        Device device = rig.open()) {
      assertThat(device.info())
          .isEqualTo(
              model.acs()
                  ? new DeviceInfo("EMU1281S", "", "V100")
                  : new DeviceInfo("EmuTwin", "", "V1.00-CS01"));
      assertThat(rig.reader.communicationMode()).isEqualTo(model.acs() ? 0x84 : 0);
    }
  }

  @Test
  void an_acs_reader_is_found_at_9600_and_told_to_be_faster() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.acsSerial())) {
      SpeedGate gate = rig.speedGate();
      rig.open().close();

      assertThat(gate.bauds).containsExactly(115_200, 9600, 115_200);
    }
  }

  @Test
  void a_slot_change_without_a_card_is_asked_after_and_not_believed() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.habits().next(Habit.FALSE_SLOT_CHANGE, 0x65, 0, 3);

      assertThat(Rig.chip(device).awaitChip(true, Duration.ofMillis(100))).isFalse();
      assertThat(rig.events).isEmpty();
    }
  }

  @Test
  void a_card_that_asks_for_time_gets_it() throws Exception {
    try (Rig rig = Rig.overTcp(ReaderModel.gemPcTwin());
        Device device = rig.open()) {
      rig.reader.insert(new CountingCard());
      ChipContact chip = Rig.chip(device);
      chip.powerOn(LIMIT);
      rig.reader.habits().next(Habit.CARD_MORE_TIME, Habits.XFR_BLOCK);

      assertThat(chip.transceive(CountingCard.command(9, 4, 300), LIMIT))
          .isEqualTo(CountingCard.answer(9, 300));
      assertThat(rig.reader.habits().left()).isZero();
    }
  }

  @Test
  void closing_takes_the_cards_power() throws Exception {
    CountingCard card = new CountingCard();
    try (Rig rig = Rig.overPty(ReaderModel.gemPcTwin(), folder)) {
      Device device = rig.open();
      rig.reader.insert(card);
      Rig.chip(device).powerOn(LIMIT);

      device.close();
      device.close();

      assertThat(card.isPowered()).isFalse();
      assertFault(
          () -> Rig.chip(device).transceive(CountingCard.command(1, 4, 0), LIMIT),
          Fault.CANCELLED,
          Effect.NONE);
    }
  }

  interface Call {
    void run() throws DeviceException;
  }

  static void assertFault(Call call, Fault fault, Effect effect) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            DeviceException.class,
            e -> {
              assertThat(e.fault()).as(String.valueOf(e.getMessage())).isEqualTo(fault);
              assertThat(e.effect()).as(String.valueOf(e.getMessage())).isEqualTo(effect);
            });
  }
}
