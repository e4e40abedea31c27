package org.countersign.encoderprinter;

import java.util.Locale;

/** What the driver asks of a printer; a dialect says how. */
enum Operation {
  MODEL,
  SERIAL,
  FIRMWARE,
  STATE,
  WHERE,
  SUPPLIES,
  TO_CONTACT,
  TO_CONTACTLESS,
  TO_PRINT,
  PRESENT,
  RETAIN,
  CHIP_ON,
  CHIP_EXCHANGE,
  CHIP_OFF,
  PRINT_BEGIN,
  PRINT_SET,
  PRINT_BITMAP,
  PRINT_RUN,
  PRINT_END;

  /** Its name in a dialect's file, for example {@code chip.on}. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /** Whether no printer can be driven without it. */
  boolean isNeeded() {
    return switch (this) {
      case MODEL, SERIAL, FIRMWARE, STATE, WHERE -> true;
      default -> false;
    };
  }
}
