package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search that finds nothing must be one that could have found something. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CanarySearchTest {

  private static final String NAME = "KANARIENVOGEL";
  private static final byte[] PIECE = HexFormat.of().parseHex("FBEF00112233445566778899AABBCCDD");

  private final CanarySearch search =
      new CanarySearch(Map.of("name", NAME, "native", "金丝雀金丝雀"), Map.of("picture", PIECE));

  @Test
  void finds_a_text_in_every_charset() {
    assertThat(search.in(("x" + NAME + "<<").getBytes(StandardCharsets.UTF_8)))
        .containsExactly("name utf-8");
    assertThat(search.in(NAME.getBytes(StandardCharsets.UTF_16LE)))
        .containsExactly("name utf-16le");
    assertThat(search.in("雀金丝雀金丝雀金".getBytes(StandardCharsets.UTF_16BE)))
        .containsExactly("native utf-16be");
  }

  @ParameterizedTest(name = "{0} bytes before it")
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void finds_bytes_as_hex_and_base64_wherever_they_begin(int before) {
    byte[] all = new byte[before + PIECE.length + 5];
    System.arraycopy(PIECE, 0, all, before, PIECE.length);
    String hex = HexFormat.of().formatHex(all);
    assertThat(search.in(hex)).containsExactly("picture as hex");
    assertThat(search.in(hex.toUpperCase(Locale.ROOT))).containsExactly("picture as hex");
    assertThat(search.in(Base64.getEncoder().encodeToString(all)))
        .containsExactly("picture as base64");
    assertThat(search.in(Base64.getUrlEncoder().encodeToString(all)))
        .containsExactly("picture as base64");
    assertThat(search.in(all)).containsExactly("picture");
  }

  @Test
  void finds_what_lies_across_two_reads(@TempDir Path folder) throws Exception {
    for (int off = -20; off <= 2; off++) {
      ByteArrayOutputStream large = new ByteArrayOutputStream();
      large.write(new byte[(1 << 20) + off]);
      large.write(PIECE);
      Path file = Files.write(folder.resolve("large"), large.toByteArray());
      assertThat(search.in(file)).as("at %d", off).containsExactly("picture");
      assertThat(search.inFolder(folder)).containsExactly("large: [picture]");
    }
  }

  @Test
  void finds_nothing_where_nothing_is() {
    assertThat(search.in("KANARIENVOGE Kanarienvogel 金丝雀金丝")).isEmpty();
  }
}
