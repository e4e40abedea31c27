package org.countersign.driver;

import java.time.Duration;

/**
 * Talks to the chip of the card at the device's contact or antenna. Every limit is a span from the
 * moment of the call, and a passed limit is {@link Fault#TIMEOUT}.
 */
public interface ChipContact extends Capability {

  /**
   * Waits until a chip is there ({@code present}) or gone.
   *
   * @param limit how long to wait; zero asks once
   * @return whether the wanted state was reached
   * @throws DeviceException {@link Effect#NONE} always
   */
  boolean awaitChip(boolean present, Duration limit) throws DeviceException;

  /**
   * Powers the chip up (cold reset) and takes it for this caller alone until {@link #powerOff}. A
   * chip that is powered already is reset.
   *
   * @throws DeviceException {@link Fault#CARD_MISSING} without a chip, {@link Fault#CARD_MUTE} if
   *     it does not answer, {@link Fault#NOT_READY} if another program holds it
   */
  ChipConnection powerOn(Duration limit) throws DeviceException;

  /**
   * Sends one command APDU (ISO 7816-4, short or extended) and returns the response APDU, status
   * word included. What the transmission protocol needs (T=0 GET RESPONSE and Le correction) is the
   * driver's affair; response chaining of ISO 7816-4 (61xx under T=1) is the caller's.
   *
   * @param command 4 to 65,544 bytes
   * @return 2 to 65,538 bytes
   * @throws DeviceException {@link Effect#NONE} only if the chip has surely not seen the command;
   *     {@link Effect#UNKNOWN} otherwise
   */
  byte[] transceive(byte[] command, Duration limit) throws DeviceException;

  /** Powers the chip down and gives it free; nothing happens if it is down. */
  void powerOff(Duration limit) throws DeviceException;
}
