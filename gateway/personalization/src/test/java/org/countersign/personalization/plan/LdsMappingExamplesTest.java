package org.countersign.personalization.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The published encodings of ICAO 9303-10, appendix A, made by the expressions of a profile. The
 * persons are the document's own.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LdsMappingExamplesTest {

  private static Evaluator evaluator;

  @BeforeAll
  static void readProfile() throws Exception {
    Profile profile;
    try (InputStream in =
        LdsMappingExamplesTest.class.getResourceAsStream("lds-mapping-examples.json")) {
      ProfileReader.Reading reading =
          ProfileReader.read("examples", Objects.requireNonNull(in).readAllBytes());
      assertThat(reading).isInstanceOf(ProfileReader.Reading.Good.class);
      profile = ((ProfileReader.Reading.Good) reading).profile();
    }
    Map<String, String> texts =
        Map.ofEntries(
            Map.entry("personal", "999999990"),
            Map.entry("birthDate", "1972-08-14"),
            Map.entry("sex", "F"),
            Map.entry("expiryDate", "2011-08-26"),
            Map.entry("nationality", "NLD"),
            Map.entry("familyName", "van der Steen"),
            Map.entry("givenNames", "Marianne Louise"),
            Map.entry("name", "SMITH<<JOHN<J"),
            Map.entry("birthPlace", "ANYTOWN<MN"),
            Map.entry("address", "123 MAPLE RD<ANYTOWN<MN"),
            Map.entry("telephone", "1-612-555-1212"),
            Map.entry("profession", "TRAVEL<AGENT"));
    CardData data = new CardData(texts, Map.of(), "XI85935F8", "", LocalDate.parse("2008-01-01"));
    evaluator = new Evaluator(profile, data, new TrialFacts(profile, 0));
  }

  @Test
  void appendix_a1_the_common_data_of_four_data_groups() throws Exception {
    assertThat(evaluator.file("EF_COM"))
        .isEqualTo(
            Bytes.hex(
                "60 16"
                    + "5F01 04 30313037" // LDS version 0107
                    + "5F36 06 303430303030" // Unicode version 040000
                    + "5C 04 6175766C")); // DG1, DG2, DG4, DG12
  }

  /**
   * The composite check digit is printed there as 4; 9303-5, 4.2.4, gives 8 for these lines, as
   * example 4 of 9303-3, appendix A, is calculated.
   */
  @Test
  void appendix_a2_1_the_machine_readable_zone_of_a_td1_document() throws Exception {
    Bytes dg1 = evaluator.file("EF_DG1");

    assertThat(dg1.slice(0, 5)).isEqualTo(Bytes.hex("61 5D 5F1F 5A"));
    assertThat(new String(dg1.from(5).toArray(), US_ASCII))
        .isEqualTo(
            "I<NLDXI85935F86999999990<<<<<<"
                + "7208148F1108268NLD<<<<<<<<<<<8"
                + "VAN<DER<STEEN<<MARIANNE<LOUISE");
  }

  /**
   * The telephone number is printed there without hyphens, but its length and the total have them.
   */
  @Test
  void appendix_a5_the_additional_personal_details() throws Exception {
    assertThat(evaluator.file("EF_DG11"))
        .isEqualTo(
            Bytes.concat(
                Bytes.hex("6B 63 5C 0A 5F0E 5F11 5F42 5F12 5F13"),
                Bytes.hex("5F0E 0D"),
                Bytes.utf8("SMITH<<JOHN<J"),
                Bytes.hex("5F11 0A"),
                Bytes.utf8("ANYTOWN<MN"),
                Bytes.hex("5F42 17"),
                Bytes.utf8("123 MAPLE RD<ANYTOWN<MN"),
                Bytes.hex("5F12 0E"),
                Bytes.utf8("1-612-555-1212"),
                Bytes.hex("5F13 0C"),
                Bytes.utf8("TRAVEL<AGENT")));
  }
}
