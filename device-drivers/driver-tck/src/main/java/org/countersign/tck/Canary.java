package org.countersign.tck;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bytes that must appear nowhere, in any of the forms that a careless line gives them. */
final class Canary {

  private static final int WINDOW = 8;

  private final List<String> tight;
  private final List<String> loose;

  /** Looks for the bytes' beginning; eight bytes or more. */
  Canary(byte[] bytes) {
    byte[] start = Arrays.copyOf(bytes, WINDOW);
    String decimal = Arrays.toString(start);
    this.tight =
        List.of(
            HexFormat.of().formatHex(start),
            decimal.substring(1, decimal.length() - 1).replace(" ", ""));
    this.loose =
        List.of(
            Base64.getEncoder().encodeToString(start).substring(0, 10),
            new String(start, java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private Canary(String text) {
    this.tight = List.of();
    this.loose = List.of(text);
  }

  static Canary of(String text) {
    return new Canary(text);
  }

  /** The first line that holds it, without the canary itself. */
  Optional<String> in(List<String> lines) {
    return lines.stream().filter(this::isIn).findFirst().map(Canary::shortened);
  }

  private boolean isIn(String line) {
    String plain = line.toLowerCase(Locale.ROOT).replaceAll("[\\s:\\-_]|0x", "");
    String decimals = line.replace(" ", "");
    return loose.stream().anyMatch(line::contains)
        || tight.stream().anyMatch(form -> plain.contains(form) || decimals.contains(form));
  }

  private static String shortened(String line) {
    return line.length() > 60 ? line.substring(0, 57) + "..." : line;
  }
}
