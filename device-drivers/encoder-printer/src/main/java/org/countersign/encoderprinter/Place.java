package org.countersign.encoderprinter;

import org.countersign.driver.CardPositions.Position;

/** Where the card is, or that there is none. */
enum Place {
  NONE,
  CONTACT,
  CONTACTLESS,
  PRINT;

  static Place of(Position position) {
    return switch (position) {
      case CONTACT -> CONTACT;
      case CONTACTLESS -> CONTACTLESS;
      case PRINT -> PRINT;
    };
  }

  boolean isChipStation() {
    return this == CONTACT || this == CONTACTLESS;
  }
}
