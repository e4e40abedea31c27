package org.countersign.driver;

import java.time.Duration;

/** Moves the card away from the chip station (XFS4IoT CardReader.Move to exit or retain bin). */
public interface CardExit extends Capability {

  /** Presents the card to a person. */
  void present(Duration limit) throws DeviceException;

  /** Keeps the card in the retain bin: it is spoiled, in doubt or not ours. */
  void retain(Duration limit) throws DeviceException;
}
