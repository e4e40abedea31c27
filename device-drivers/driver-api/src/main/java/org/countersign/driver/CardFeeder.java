package org.countersign.driver;

import java.time.Duration;
import java.util.List;

/** Moves blanks from a dispense storage unit to the chip station (XFS4IoT CardReader.Move). */
public interface CardFeeder extends Capability {

  /**
   * Moves one card to the chip station.
   *
   * @throws DeviceException {@link Fault#SUPPLY_EMPTY} without a blank, {@link Fault#CARD_JAM} if
   *     it does not arrive; {@link Effect#UNKNOWN} if it may have moved
   */
  void feed(Duration limit) throws DeviceException;

  /** The storage units that cards come from. */
  List<StorageUnit> units() throws DeviceException;
}
