package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** ISO 14443-4, 5.2; PC/SC part 3, 3.1.3.2.3.1. */
final class AnswerToSelectTest {

  @Test
  void the_historical_bytes_make_the_atr() {
    // T0 78: TA, TB, TC, FSC 256; historical bytes 80 31 80 65
    assertThat(atr("78 80 80 02 80 31 80 65")).isEqualTo(hex("3B 84 80 01 80 31 80 65 51"));
    // T0 08: no interface bytes
    assertThat(atr("08 C1 05")).isEqualTo(hex("3B 82 80 01 C1 05 C7"));
    // T0 28: TB alone
    assertThat(atr("28 40 41")).isEqualTo(hex("3B 81 80 01 41 41"));
  }

  @Test
  void without_historical_bytes_the_atr_is_the_shortest() {
    assertThat(atr("75 77 81 02")).isEqualTo(hex("3B 80 80 01 01"));
    assertThat(atr("")).isEqualTo(hex("3B 80 80 01 01"));
    // Interface bytes promised and not there.
    assertThat(atr("75 77")).isEqualTo(hex("3B 80 80 01 01"));
  }

  @Test
  void a_target_is_read_and_its_identifier_is_not_kept() {
    // NbTg 1, Tg 1, SENS_RES 0004, SEL_RES 20, UID 4 bytes, ATS of 5: 78 80 80 02
    Target target = Target.read(hex("01 01 0004 20 04 08112233 05 78808002"));

    assertThat(target.number()).isEqualTo(1);
    assertThat(target.isActivated()).isTrue();
    assertThat(target.answerToSelect()).isEqualTo(hex("78 80 80 02"));
    assertThat(target).hasToString("target 1");
  }

  @Test
  void a_card_of_another_protocol_is_not_activated() {
    // MIFARE Classic: SEL_RES 08, no ATS
    assertThat(Target.read(hex("01 01 0004 08 04 08112233")).isActivated()).isFalse();
    assertThat(Target.read(hex("01 01 0004 20 04 08112233")).isActivated()).isFalse();
  }

  @Test
  void a_target_that_is_cut_off_is_refused() {
    for (String cut :
        new String[] {"01 01 00", "01 01 0004 20 07 0811", "01 01 0004 20 01 08 05 78"}) {
      assertThatThrownBy(() -> Target.read(hex(cut))).hasMessageContaining("cut off");
    }
  }

  private static byte[] atr(String ats) {
    return AnswerToSelect.of(hex(ats)).answerToReset();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
