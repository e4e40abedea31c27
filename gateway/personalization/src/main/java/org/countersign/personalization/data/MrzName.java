package org.countersign.personalization.data;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * Names in machine readable zones: transliteration (ICAO 9303-3, section 6), punctuation (4.6) and
 * truncation.
 */
public final class MrzName {

  /** Letters that are not their base letter (9303-3, section 6, table A). */
  private static final Map<Integer, String> SPECIAL =
      Map.ofEntries(
          Map.entry(0x00C4, "AE"), // A with diaeresis
          Map.entry(0x00C5, "AA"), // A with ring
          Map.entry(0x00C6, "AE"), // AE
          Map.entry(0x00D0, "D"), // Eth
          Map.entry(0x00D6, "OE"), // O with diaeresis
          Map.entry(0x00D8, "OE"), // O with stroke
          Map.entry(0x00DC, "UE"), // U with diaeresis
          Map.entry(0x00DE, "TH"), // Thorn
          Map.entry(0x00DF, "SS"), // sharp s
          Map.entry(0x1E9E, "SS"), // capital sharp s
          Map.entry(0x0110, "D"), // D with stroke
          Map.entry(0x0126, "H"), // H with stroke
          Map.entry(0x0131, "I"), // dotless i
          Map.entry(0x0132, "IJ"), // ligature IJ
          Map.entry(0x0138, "Q"), // kra
          Map.entry(0x013F, "L"), // L with middle dot
          Map.entry(0x0141, "L"), // L with stroke
          Map.entry(0x014A, "N"), // Eng
          Map.entry(0x0152, "OE"), // ligature OE
          Map.entry(0x0166, "T"), // T with stroke
          Map.entry(0x018F, "E"), // schwa
          Map.entry(0x01E4, "G")); // G with stroke

  private MrzName() {}

  /**
   * Writes one identifier: {@code A-Z} with single {@code <} between its components.
   *
   * @throws DataException if a character has no transliteration, or nothing is left
   */
  public static String transliterate(String name) throws DataException {
    StringBuilder out = new StringBuilder();
    String composed = Normalizer.normalize(name, Normalizer.Form.NFC).toUpperCase(Locale.ROOT);
    for (int c : composed.codePoints().toArray()) {
      out.append(transliterate(c));
    }
    String joined = out.toString().replaceAll("<+", "<").replaceAll("^<|<$", "");
    if (joined.isEmpty()) {
      throw new DataException("has no letter that a machine readable zone can hold");
    }
    return joined;
  }

  private static String transliterate(int c) throws DataException {
    if (c >= 'A' && c <= 'Z') {
      return Character.toString(c);
    }
    switch (c) {
      // An apostrophe is left out without a gap, hyphen and comma become a filler (9303-3, 4.6).
      case '\'', 0x2019, 0x02BC, '.':
        return "";
      case ' ', '-', 0x2010, ',':
        return "<";
      default:
        return letter(c);
    }
  }

  private static String letter(int c) throws DataException {
    String special = SPECIAL.get(c);
    if (special != null) {
      return special;
    }
    String base =
        Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
    if (!base.isEmpty() && base.chars().allMatch(b -> b >= 'A' && b <= 'Z')) {
      return base;
    }
    if (base.codePointCount(0, base.length()) == 1 && base.codePointAt(0) != c) {
      return letter(base.codePointAt(0));
    }
    throw new DataException(
        "has a character that ICAO 9303-3 section 6 does not transliterate; give the name in Latin"
            + " letters");
  }

  /**
   * The name field: primary identifier, {@code <<}, secondary identifiers, fillers. What is too
   * long is truncated so that at least the first letter of the secondary identifier stays and the
   * last position is a letter, the sign of truncation (9303-3, 4.6; 9303-5, 4.2.3).
   *
   * @param primary as {@link #transliterate} gives it
   * @param secondary the same, or empty
   * @param size positions in the field
   */
  public static String field(String primary, String secondary, int size) {
    if (secondary.isEmpty()) {
      return fill(cut(primary, size), size);
    }
    String first = primary.length() + 3 > size ? cut(primary, size - 3) : primary;
    return fill(first + "<<" + cut(secondary, size - first.length() - 2), size);
  }

  /** The first characters, the last of which is a letter. */
  private static String cut(String name, int size) {
    if (name.length() <= size) {
      return name;
    }
    StringBuilder rest = new StringBuilder(name);
    int shortened = size - 2;
    while (rest.charAt(size - 1) == '<' && shortened > 0) {
      // A component gives up its last letter, so that the next one shows its first.
      if (rest.charAt(shortened) != '<' && rest.charAt(shortened - 1) != '<') {
        rest.deleteCharAt(shortened);
      }
      shortened--;
    }
    String kept = rest.substring(0, Math.min(size, rest.length()));
    return kept.endsWith("<") ? kept.substring(0, kept.length() - 1) : kept;
  }

  private static String fill(String text, int size) {
    return text + "<".repeat(size - text.length());
  }
}
