package org.countersign.personalization.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void check_digits_of_icao_9303_3() {
    assertThat(CheckDigit.of("520727")).isEqualTo('3'); // 9303-3, 4.9, example 1
    assertThat(CheckDigit.of("AB2134<<<")).isEqualTo('5'); // example 2
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
