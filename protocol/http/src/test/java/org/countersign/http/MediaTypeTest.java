package org.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MediaTypeTest {

  private static final List<String> OFFERED = List.of("application/json", "application/x-protobuf");

  @Test
  void who_accepts_anything_gets_the_first_form() {
    assertThat(MediaType.choose(null, OFFERED)).contains("application/json");
    assertThat(MediaType.choose(" ", OFFERED)).contains("application/json");
    assertThat(MediaType.choose("*/*", OFFERED)).contains("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-protobuf, application/x-protobuf",
    "'application/json;q=0.2, application/x-protobuf;q=0.3', application/x-protobuf",
    "'application/*;q=0.9, application/json;q=0', application/x-protobuf",
    "'*/*;q=0.1, application/x-protobuf', application/x-protobuf",
    "'APPLICATION/JSON', application/json",
    "'application/json;q=2', "
  })
  void the_most_specific_range_rules(String accept, String chosen) {
    assertThat(MediaType.choose(accept, OFFERED).orElse(null)).isEqualTo(chosen);
  }
}
