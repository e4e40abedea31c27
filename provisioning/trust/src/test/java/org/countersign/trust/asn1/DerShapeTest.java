package org.countersign.trust.asn1;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DerShapeTest {

  @Test
  void a_DER_walker_tells_where_it_stumbled() {
    assertStumbles("3080020101 0000", "indefinite length at 1");
    assertStumbles("308103020101", "shortest form at 1");
    assertStumbles("3003020201", "object at 2 says 2 bytes; 1 are there");
    assertStumbles("30030201", "object at 0 says 3 bytes; 2 are there");
    assertStumbles("300302010100", "1 bytes follow");
    assertStumbles("2403040100", "constructed primitive type at 0");
    assertStumbles("", "cut off at 0");
  }

  @Test
  void right_DER_passes() {
    assertThatCode(() -> DerShape.requireOne(bytes("3003020101"))).doesNotThrowAnyException();
  }

  private static void assertStumbles(String hex, String where) {
    assertThatThrownBy(() -> DerShape.requireOne(bytes(hex))).hasMessageContaining(where);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
