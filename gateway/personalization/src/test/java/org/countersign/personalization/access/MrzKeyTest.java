package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.countersign.apdu.Bytes;
import org.countersign.personalization.data.CheckDigit;
import org.countersign.personalization.keys.Secret;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors: ICAO 9303-11, appendix D.1 and D.2. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MrzKeyTest {

  /** D.2, document number longer than nine characters. */
  private static final String LINE_1 = "I<UTOD23145890<7349<<<<<<<<<<<";

  private static final String LINE_2 = "3407127M9507122UTO<<<<<<<<<<<2";

  /** D.2, document number of eight characters and a filler. */
  private static final String SHORT_1 = "I<UTOL898902C<3<<<<<<<<<<<<<<<";

  private static final String SHORT_2 = "6908061F9406236UTO<<<<<<<<<<<";

  private static Secret secret(String hex) {
    return Secret.of(Bytes.hex(hex).toArray());
  }

  @Test
  void appendix_D_gives_K_Enc_and_K_MAC() {
    MrzKey key = MrzKey.of("L898902C<", "690806", "940623");
    assertThat(key.encryptionKey()).isEqualTo(secret("AB94FDECF2674FDFB9B391F85D7F76F2"));
    assertThat(key.macKey()).isEqualTo(secret("7962D9ECE03D1ACD4C76089DCE131543"));
  }

  @Test
  void the_fillers_of_a_short_number_may_be_left_out() {
    assertThat(MrzKey.of("L898902C", "690806", "940623").macKey())
        .isEqualTo(MrzKey.of("L898902C<", "690806", "940623").macKey());
  }

  @Test
  void a_long_number_is_used_whole() {
    // D.2: MRZ_information D23145890734 9 340712 7 950712 2, K.seed B366AD85...
    Secret expected =
        AccessKeys.derive(Bytes.hex("B366AD857DDCA2B08C0E299811714730").toArray(), AccessKeys.ENC);
    assertThat(MrzKey.of("D23145890734", "340712", "950712").encryptionKey()).isEqualTo(expected);
    assertThat(MrzKey.ofTd1(LINE_1, LINE_2).encryptionKey()).isEqualTo(expected);
  }

  @Test
  void a_TD1_zone_with_a_short_number_is_read() {
    String composite = SHORT_1.substring(5) + "69080619406236<<<<<<<<<<<";
    MrzKey key = MrzKey.ofTd1(SHORT_1, SHORT_2 + CheckDigit.of(composite));
    assertThat(key.macKey()).isEqualTo(secret("7962D9ECE03D1ACD4C76089DCE131543"));
  }

  @ParameterizedTest
  @CsvSource({
    "D23145890734, 9",
    "340712, 7",
    "950712, 2",
    "L898902C<, 3",
    "690806, 1",
    "940623, 6",
    "520727, 3",
    "AB2134<<<, 5", // 9303-3, appendix A
  })
  void check_digits_are_the_published_ones(String field, char digit) {
    assertThat(CheckDigit.of(field)).isEqualTo(digit);
  }

  @Test
  void any_single_wrong_check_digit_is_noticed() {
    for (int at : new int[] {18, 15, 7}) {
      assertRefused(changed(LINE_1, at), LINE_2);
    }
    for (int at : new int[] {6, 14, 29}) {
      assertRefused(LINE_1, changed(LINE_2, at));
    }
  }

  private static void assertRefused(String line1, String line2) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MrzKey.ofTd1(line1, line2))
        .withMessageEndingWith(": the check digit is wrong")
        .withMessageNotContaining("D2314");
  }

  private static String changed(String line, int at) {
    char other = line.charAt(at) == '0' ? '1' : '0';
    return line.substring(0, at) + other + line.substring(at + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "'',           690806, 940623, document number",
    "l898902c,     690806, 940623, document number",
    "A1234567890123456789012, 690806, 940623, document number", // 23 characters
    "L898902C,     1969-08-06, 940623, birth date",
    "L898902C,     690806, 9406, expiry date",
  })
  void what_cannot_stand_in_a_zone_is_refused_without_its_value(
      String number, String birth, String expiry, String named) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MrzKey.of(number, birth, expiry))
        .withMessageStartingWith(named)
        .withMessageNotContaining("898902");
  }

  @Test
  void an_unknown_birth_day_is_filled() {
    assertThat(MrzKey.of("L898902C", "69<<<<", "940623").macKey().size()).isEqualTo(16);
  }

  @Test
  void a_number_without_check_digit_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MrzKey.ofTd1("I<UTOL898902C<<<<<<<<<<<<<<<<<", LINE_2))
        .withMessageContaining("no check digit");
  }

  @Test
  void nothing_prints_personal_data() {
    assertThat(MrzKey.of("L898902C", "690806", "940623")).hasToString("MrzKey");
  }
}
