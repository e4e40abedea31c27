package org.countersign.apdu;

import org.countersign.driver.DeviceException;

/**
 * Something that answers APDUs: a chip, or a wrapper around one (secure channel, chaining, trace).
 * A status word is data; only a lost or impossible exchange is an exception. One thread at a time.
 */
@FunctionalInterface
public interface Chip {

  /**
   * Sends a command and waits for its response.
   *
   * @throws DeviceException if no trustworthy response came; its effect says whether the chip may
   *     have acted
   */
  ResponseApdu transmit(CommandApdu command) throws DeviceException;
}
