package org.countersign.driver;

import java.time.Duration;
import java.util.List;

/** Prints the face of the card in the device. */
public interface CardPrinter extends Capability {

  /** A side of the card. */
  enum Side {
    FRONT,
    BACK
  }

  /**
   * Something the printer uses up.
   *
   * @param id the device's name for it, for example its ribbon
   * @param remaining faces it is still good for; -1 if the device does not count
   * @param low whether it should be replaced soon
   */
  record Supply(String id, int remaining, boolean low) {}

  /** Width of the printable face. Dots; constant while the device is open. */
  int widthDots();

  /** Height of the printable face. Dots; constant while the device is open. */
  int heightDots();

  /**
   * Prints one side; returns when the card is printed and still in the device.
   *
   * @param png the face as a PNG image of {@link #widthDots()} by {@link #heightDots()}
   * @throws DeviceException {@link Fault#SUPPLY_EMPTY} with {@link Effect#NONE} if the ribbon is
   *     out, {@link Effect#UNKNOWN} if printing may have begun
   */
  void print(Side side, byte[] png, Duration limit) throws DeviceException;

  /** What the printer uses up, as it counts now. */
  List<Supply> supplies() throws DeviceException;
}
