package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.emulator.ccid.ReaderModel;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Long runs over lines that damage frames by chance; the seed is in the name of each run. */
@Timeout(120)
final class DamagedLineIT {

  static Stream<Arguments> damagedLines() {
    return Stream.of(
        Arguments.of(ReaderModel.gemPcTwin(), 1L),
        Arguments.of(ReaderModel.gemPcTwin(), 2L),
        Arguments.of(ReaderModel.acsSerial(), 1L),
        Arguments.of(ReaderModel.acsSerial(), 2L));
  }

  @ParameterizedTest
  @MethodSource("damagedLines")
  void with_one_frame_in_fifty_damaged_no_command_runs_twice_and_no_answer_is_wrong(
      ReaderModel model, long seed) throws Exception {
    CountingCard card = new CountingCard();
    Random lengths = new Random(seed);
    FaultPlan plan =
        FaultPlan.none()
            .withOneIn(
                50,
                LineFault.DROP,
                LineFault.FLIP,
                LineFault.INSERT,
                LineFault.TRUNCATE,
                LineFault.DELAY,
                LineFault.SPLIT,
                LineFault.MERGE,
                LineFault.DUPLICATE,
                LineFault.ECHO,
                LineFault.BABBLE,
                LineFault.LATE_ANSWER);
    int unknown = 0;
    try (Rig rig = Rig.overTcp(model)) {
      FaultyLinks faults = rig.faults(plan, seed);
      rig.reader.insert(card);
      try (Device device = rig.open()) {
        ChipContact chip = Rig.chip(device);
        chip.powerOn(Rig.LIMIT);
        for (int number = 1; number <= 400; number++) {
          int more = lengths.nextInt(240);
          try {
            assertThat(chip.transceive(CountingCard.command(number, 200, more), Rig.LIMIT))
                .isEqualTo(CountingCard.answer(number, more));
          } catch (DeviceException e) {
            assertThat(e.effect()).isEqualTo(Effect.UNKNOWN);
            unknown++;
            chip.powerOn(Rig.LIMIT);
          }
          assertThat(card.runs(number)).isLessThanOrEqualTo(1);
        }
      }
      System.out.printf(
          "%s, seed %d: 400 commands, %d faults, %d unknown%n",
          model.acs() ? "acs" : "gempc-twin", seed, faults.done().size(), unknown);
      assertThat(faults.done()).hasSizeGreaterThan(8);
    }
    assertThat(unknown).isLessThanOrEqualTo(1);
  }
}
