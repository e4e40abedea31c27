package org.countersign.ccid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** ISO/IEC 7816-3:2006, clause 8 and 11.4. */
final class AnswerToResetTest {

  @Test
  void without_interface_bytes_it_is_t0_at_372() {
    AnswerToReset atr = parse("3B00");

    assertThat(atr.firstProtocol()).isZero();
    assertThat(atr.offers(1)).isFalse();
    assertThat(atr.speed()).isEqualTo(0x11);
    // 960 * 10 * 372 clocks at 4 MHz
    assertThat(atr.waitingTime(0x11)).isEqualTo(Duration.ofNanos(892_800_000));
  }

  @Test
  void t1_brings_its_block_length_its_waiting_time_and_its_check() {
    // T0 80: TD1 | 81: T=1, TD2 | 71: T=1, TA3 TB3 TC3 | FE | 45: BWI 4, CWI 5 | 01: CRC | TCK
    AnswerToReset atr = parse("3B 80 81 71 FE 45 01 CA");

    assertThat(atr.firstProtocol()).isEqualTo(1);
    assertThat(atr.ifsc()).isEqualTo(254);
    assertThat(atr.usesCrc()).isTrue();
    // 11 * 372 + 16 * 960 * 372 clocks at 4 MHz
    assertThat(atr.blockWaitingTime(0x11)).isEqualTo(Duration.ofNanos(1_429_503_000));
    assertThat(atr.parametersT1(0x11)).isEqualTo(hex("11 11 00 45 00 FE 00"));
  }

  @Test
  void without_the_bytes_for_t1_the_usual_values_hold() {
    // TD1 01: T=1 and nothing more | TCK 81
    AnswerToReset atr = parse("3B 80 01 81");

    assertThat(atr.ifsc()).isEqualTo(32);
    assertThat(atr.usesCrc()).isFalse();
    assertThat(atr.parametersT1(0x11)).isEqualTo(hex("11 10 00 4D 00 20 00"));
  }

  @Test
  void a_card_may_offer_both_and_name_its_speed_and_guard_time() {
    // T0 D0: TA1 TC1 TD1 | TA1 18 | TC1 02 | TD1 80: T=0 | TD2 01: T=1 | TCK
    AnswerToReset atr = parse("3B D0 18 02 80 01 4B");

    assertThat(atr.firstProtocol()).isZero();
    assertThat(atr.offers(1)).isTrue();
    assertThat(atr.isSpecific()).isFalse();
    assertThat(atr.parametersT0(0x18)).isEqualTo(hex("18 00 02 0A 00"));
  }

  @Test
  void ta2_fixes_protocol_and_speed() {
    // T0 80: TD1 | TD1 10: TA2, T=0 | TA2 00
    assertThat(parse("3B 80 10 00").isSpecific()).isTrue();
  }

  @Test
  void global_bytes_after_t15_are_no_bytes_of_t1() {
    // T0 80 | TD1 81: T=1, TD2 | TD2 1F: T=15, TA3 | TA3 C7: class and clock stop | TCK D9
    AnswerToReset atr = parse("3B 80 81 1F C7 D9");

    assertThat(atr.ifsc()).isEqualTo(32);
    assertThat(atr.offers(15)).isFalse();
  }

  @Test
  void inverse_convention_goes_into_the_parameters() {
    assertThat(parse("3F00").parametersT0(0x11)[1]).isEqualTo((byte) 0x02);
  }

  @Test
  void a_contactless_card_is_known_by_what_the_reader_builds() {
    // PC/SC part 3: 3B 8n 80 01, n historical bytes, TCK
    assertThat(parse("3B 81 80 01 05 05").isContactless()).isTrue();
    assertThat(parse("3B00").isContactless()).isFalse();
  }

  @Test
  void a_speed_with_unused_indexes_or_beyond_the_reader_is_not_asked_for() {
    assertThat(AnswerToReset.isUsable(0x18, 344_086)).isTrue();
    assertThat(AnswerToReset.isUsable(0x97, 344_086)).isFalse();
    assertThat(AnswerToReset.isUsable(0x70, 344_086)).isFalse();
    assertThat(AnswerToReset.isUsable(0x71, 344_086)).isFalse();
  }

  @Test
  void what_is_cut_off_or_fails_its_check_is_refused() {
    for (String wrong : new String[] {"", "3B", "3B80", "3B8081", "3B05 0102", "3B808131FE458C"}) {
      assertThatThrownBy(() -> parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static AnswerToReset parse(String digits) {
    return AnswerToReset.parse(hex(digits));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
