package org.countersign.face;

/**
 * A place on the card.
 *
 * @param x millimetres from the card's left edge
 * @param y millimetres from the card's upper edge
 * @param width millimetres
 * @param height millimetres
 */
public record Box(double x, double y, double width, double height) {

  /** Checks that it lies on a card. */
  public Box {
    boolean onTheCard =
        x >= 0
            && y >= 0
            && width > 0
            && height > 0
            && x + width <= FaceTemplate.CARD_WIDTH
            && y + height <= FaceTemplate.CARD_HEIGHT;
    if (!onTheCard) {
      throw new IllegalArgumentException(
          "the box %s,%s of %s by %s mm does not lie on a card of %s by %s mm"
              .formatted(x, y, width, height, FaceTemplate.CARD_WIDTH, FaceTemplate.CARD_HEIGHT));
    }
  }
}
