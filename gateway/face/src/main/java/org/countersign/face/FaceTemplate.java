package org.countersign.face;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What is on a face and where. Immutable.
 *
 * @param fonts files by name, TrueType or OpenType
 * @param elements drawn in this order
 */
public record FaceTemplate(Map<String, Path> fonts, List<Element> elements) {

  /** Width of an ID-1 card, millimetres (ISO/IEC 7810, 5). */
  public static final double CARD_WIDTH = 85.60;

  /** Height of an ID-1 card, millimetres. */
  public static final double CARD_HEIGHT = 53.98;

  /** Copies, and checks that every font is there. */
  public FaceTemplate {
    fonts = Map.copyOf(fonts);
    elements = List.copyOf(elements);
    for (Element element : elements) {
      if (element instanceof Element.Text text && !fonts.containsKey(text.font())) {
        throw new IllegalArgumentException(
            "the font '" + text.font() + "' is none of the template's: " + fonts.keySet());
      }
    }
  }
}
