package org.countersign.face;

/** One thing on a face. */
public sealed interface Element {

  /** Where it is. */
  Box box();

  /** How text stands in its box. */
  enum Align {
    LEFT,
    CENTER,
    RIGHT
  }

  /**
   * A line of text.
   *
   * @param source field whose text it is, or the text itself if {@code fixed}
   * @param fixed whether it is on every card
   * @param font name in the template's fonts
   * @param size height of the font, millimetres
   * @param least it is made smaller down to this if it does not fit, millimetres
   */
  record Text(
      Box box, String source, boolean fixed, String font, double size, double least, Align align)
      implements Element {}

  /**
   * A photograph, scaled until it fills the box; what stands over is cut off evenly.
   *
   * @param field whose image it is, JPEG or PNG
   */
  record Photo(Box box, String field) implements Element {}

  /**
   * A Code 128 bar code with its quiet zones inside the box.
   *
   * @param field whose text it is, printable ASCII
   */
  record Barcode(Box box, String field) implements Element {}
}
