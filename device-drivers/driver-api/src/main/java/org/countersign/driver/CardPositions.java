package org.countersign.driver;

import java.time.Duration;
import java.util.Set;

/** Moves the card in a device to one of its stations, where the device has more than one. */
public interface CardPositions extends Capability {

  /** A place in the device where something can be done to the card. */
  enum Position {
    /** Where the contacts of ISO 7816-2 are touched. */
    CONTACT,
    /** Over the antenna of ISO 14443. */
    CONTACTLESS,
    /** Under the print head. */
    PRINT
  }

  /** The positions it has; constant while the device is open. */
  Set<Position> positions();

  /**
   * Moves the card there. A powered chip is powered down first.
   *
   * @throws DeviceException {@link Fault#CARD_MISSING} without a card, {@link Fault#CARD_JAM} if it
   *     does not arrive
   */
  void moveTo(Position position, Duration limit) throws DeviceException;
}
