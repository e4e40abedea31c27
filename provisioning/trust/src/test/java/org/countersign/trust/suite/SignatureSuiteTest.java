package org.countersign.trust.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SignatureSuiteTest {

  @Test
  void the_names_are_those_of_card_profiles() {
    assertThat(SignatureSuite.names())
        .containsExactly("ICAO-P256", "ICAO-P384", "ICAO-RSAPSS", "GM-SM2");
  }

  @ParameterizedTest
  @EnumSource
  void a_suite_is_found_by_its_name(SignatureSuite suite) {
    assertThat(SignatureSuite.of(suite.suiteName())).isEqualTo(suite);
  }

  @Test
  void an_unknown_name_is_answered_with_the_known_ones() {
    assertThatThrownBy(() -> SignatureSuite.of("icao-p256"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"icao-p256\"")
        .hasMessageContaining("GM-SM2");
  }
}
