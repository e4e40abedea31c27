package org.countersign.ccid;

import org.countersign.driver.DeviceException;

/** Carries command APDUs to a powered card and response APDUs back. */
interface CardProtocol {

  /** Longest command APDU. */
  int maxCommandBytes();

  /** Longest response APDU, status word included. */
  int maxResponseBytes();

  /**
   * Sends one command.
   *
   * @throws DeviceException with the effect that is known; after {@code UNKNOWN} the card is to be
   *     powered up anew
   */
  byte[] transceive(byte[] command, Deadline deadline) throws DeviceException;
}
