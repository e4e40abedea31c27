package org.countersign.personalization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MrzTest {

  private static MrzTd1 eriksson(String number, String optional1) {
    return new MrzTd1(
        "I",
        "UTO",
        number,
        optional1,
        "740812",
        'F',
        "120415",
        "UTO",
        "",
        MrzName.field("ERIKSSON", "ANNA<MARIA", 30));
  }

  @Test
  void the_specimen_of_icao_9303_5_appendix_b() throws Exception {
    assertThat(eriksson("D23145890", "").lines())
        .containsExactly(
            "I<UTOD231458907<<<<<<<<<<<<<<<", // number D23145890, check digit 7
            "7408122F1204159UTO<<<<<<<<<<<6", // birth, sex, expiry, nationality, composite 6
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<");
  }

  @Test
  void a_long_document_number_overflows_into_the_optional_data() throws Exception {
    // ICAO 9303-5, 4.2.2 note j; the example of 9303-11, D.2: D23145890734, birth 340712, 950712.
    MrzTd1 mrz =
        new MrzTd1(
            "I",
            "UTO",
            "D23145890734",
            "",
            "340712",
            'F',
            "950712",
            "UTO",
            "",
            MrzName.field("STEVENSON", "PETER<JOHN", 30));

    assertThat(mrz.lines().get(0)).isEqualTo("I<UTOD23145890<7349<<<<<<<<<<<");
    assertThat(mrz.lines().get(1)).isEqualTo("3407127F9507122UTO<<<<<<<<<<<2");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 520727, 3",
    "2, AB2134<<<, 5",
    "3, HA672242<658022549601086<<<<<<<<<<<<<<0, 8", // composite of a TD3 document
    "4, D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<<, 2", // of a TD1 document
    "5, HA672242<658022549601086<<<<<<<, 8" // of a TD2 document
  })
  void check_digits_of_icao_9303_3_appendix_a(int example, String covered, char digit) {
    assertThat(CheckDigit.of(covered)).as("example %d", example).isEqualTo(digit);
  }

  @Test
  void a_small_letter_has_no_check_digit() {
    assertThatThrownBy(() -> CheckDigit.of("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "Müller,MUELLER",
    "d'Artagnan,DARTAGNAN",
    "Lín Xiù,LIN<XIU",
    "Smith-Jones,SMITH<JONES",
    "Åse Øst,AASE<OEST",
    "Weiß,WEISS",
    "Þórður,THORDUR",
    "Nguyễn,NGUYEN",
    "Łukasz,LUKASZ",
    "'van der  Muellen',VAN<DER<MUELLEN"
  })
  void names_are_transliterated(String name, String expected) throws Exception {
    assertThat(MrzName.transliterate(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"林秀", "Anna2", "---", "Иван", "A<B"})
  void names_that_cannot_be_transliterated_are_refused_without_being_repeated(String name) {
    assertThatThrownBy(() -> MrzName.transliterate(name))
        .isInstanceOf(DataException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(name));
  }

  @ParameterizedTest
  @CsvSource({
    "NILAVADHANANANDA,CHAYAPA<DEJTHAMRONG<KRASUANG,NILAVADHANANANDA<<CHAYAPA<DEJ",
    "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WARNAMBOOL,DINGO<POTOROO,BENNELONG<WOOLOOMOOLOO<WARR<<D",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGH,'',ABCDEFGHIJKLMNOPQRSTUVWXYZABCD",
    "SHORT,NAME,SHORT<<NAME<<<<<<<<<<<<<<<<<<"
  })
  void names_are_truncated_so_that_the_last_position_is_a_letter(
      String primary, String secondary, String start) {
    String field = MrzName.field(primary, secondary == null ? "" : secondary, 30);

    assertThat(field).hasSize(30).startsWith(start);
    if (primary.length() + secondary.length() + 2 > 30) {
      assertThat(field.charAt(29)).isBetween('A', 'Z');
    }
  }

  /**
   * Examples of 9303-5, 4.2.3 that leave no choice: names that fit (4.2.3.3 to 4.2.3.5), and one
   * that is cut at its end. Its other truncations are "at the discretion of the issuing State".
   */
  @ParameterizedTest
  @CsvSource({
    "Papandropoulous, Jonathon Alec, PAPANDROPOULOUS<<JONATHON<ALEC",
    "Van Der Muellen, Martin, VAN<DER<MUELLEN<<MARTIN<<<<<<<",
    "Al-Basri, Huda Muhammad Jawad, AL<BASRI<<HUDA<MUHAMMAD<JAWAD<",
    "Vilarchao Fernandez, Jose Ramon, VILARCHAO<FERNANDEZ<<JOSE<RAMO",
    "Arkfreith, '', ARKFREITH<<<<<<<<<<<<<<<<<<<<<",
    "Satriya Sudarpa, '', SATRIYA<SUDARPA<<<<<<<<<<<<<<<"
  })
  void names_are_written_as_in_icao_9303_5(String primary, String secondary, String line)
      throws Exception {
    String given = secondary.isEmpty() ? "" : MrzName.transliterate(secondary);

    assertThat(MrzName.field(MrzName.transliterate(primary), given, 30)).isEqualTo(line);
  }

  /** 9303-3, 4.6. */
  @ParameterizedTest
  @CsvSource({"D'Artagnan, DARTAGNAN", "Marie-Elise, MARIE<ELISE", "'Anna, Maria', ANNA<MARIA"})
  void punctuation_is_written_as_in_icao_9303_3(String name, String expected) throws Exception {
    assertThat(MrzName.transliterate(name)).isEqualTo(expected);
  }

  /** 9303-5, 4.2.2, note k: no V at all, and no I after A. */
  @ParameterizedTest
  @ValueSource(strings = {"P", "IV", "AI"})
  void a_document_code_that_td1_does_not_have_is_refused(String code) {
    MrzTd1 mrz =
        new MrzTd1(
            code, "UTO", "D23145890", "", "740812", 'F', "120415", "UTO", "", "A".repeat(30));

    assertThatThrownBy(mrz::lines).isInstanceOf(DataException.class).hasMessageContaining("code");
  }

  @Test
  void a_cut_between_two_components_still_ends_with_a_letter() {
    String field = MrzName.field("ABCDEFGHIJKLMNOPQRST", "ABCDEFG<HIJ", 30);

    assertThat(field).isEqualTo("ABCDEFGHIJKLMNOPQRST<<ABCDEF<H");
  }

  @Test
  void what_may_not_stand_in_a_zone_is_refused() {
    assertThatThrownBy(() -> eriksson("D23145890", "A".repeat(16)).lines())
        .hasMessageContaining("optional data 1");
    assertThatThrownBy(() -> eriksson("D-1", "").lines()).hasMessageContaining("document number");
    assertThatThrownBy(() -> eriksson("1".repeat(23), "").lines())
        .hasMessageContaining("document number");
  }
}
