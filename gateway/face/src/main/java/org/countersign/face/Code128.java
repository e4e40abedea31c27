package org.countersign.face;

/** Code 128, code set B (ISO/IEC 15417): printable ASCII as bars. */
final class Code128 {

  /** Widths of bar, space, bar, space, bar, space of the characters 0 to 105 (table 1). */
  private static final String WIDTHS =
      "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231"
          + "113222123122123221223211221132221231213212223112312131311222321122321221312212322112"
          + "322211212123212321232121111323131123131321112313132113132311211313231113231311112133"
          + "112331132131113123113321133121313121211331231131213113213311213131311123311321331121"
          + "312113312311332111314111221411431111111224111422121124121421141122141221112214112412"
          + "122114122411142112142211241211221114413111241112134111111242121142121241114212124112"
          + "124211411212421112421211212141214121412121111143111341131141114113114311411113411311"
          + "113141114131311141411131211412211214211232";

  private static final String STOP = "2331112";
  private static final int START_B = 104;

  /** Light modules beside the bars (clause 4.6). */
  private static final int QUIET = 10;

  private Code128() {}

  /**
   * The modules of a line, quiet zones included.
   *
   * @return true where it is dark
   * @throws FaceException if the text is empty or not printable ASCII
   */
  static boolean[] modules(String text, String field) throws FaceException {
    StringBuilder widths = new StringBuilder(character(START_B));
    int check = START_B;
    for (int i = 0; i < text.length(); i++) {
      int value = text.charAt(i) - ' ';
      if (value < 0 || value > 94) {
        throw new FaceException(
            "the field '%s' has at %d a character that no Code 128 B has; only printable ASCII"
                .formatted(field, i + 1));
      }
      widths.append(character(value));
      check += value * (i + 1);
    }
    if (text.isEmpty()) {
      throw new FaceException("the field '" + field + "' is empty, but is a bar code");
    }
    return modules(widths.append(character(check % 103)).append(STOP));
  }

  private static String character(int value) {
    return WIDTHS.substring(value * 6, value * 6 + 6);
  }

  private static boolean[] modules(CharSequence widths) {
    int bars = widths.chars().map(width -> width - '0').sum();
    boolean[] modules = new boolean[bars + 2 * QUIET];
    int at = QUIET;
    for (int i = 0; i < widths.length(); i++) {
      for (int width = widths.charAt(i) - '0'; width > 0; width--) {
        modules[at++] = i % 2 == 0;
      }
    }
    return modules;
  }
}
