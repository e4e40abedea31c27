package org.countersign.driver.link;

/**
 * Speed and format of a serial line.
 *
 * @param baud bits a second
 * @param dataBits 5 to 8
 * @param parity the parity bit
 * @param stopBits 1 or 2
 * @param dtr level of DTR while open; some devices reset when it changes
 * @param rts level of RTS while open; with {@code flowControl} the hardware drives it
 * @param flowControl whether RTS/CTS holds the sender back
 */
public record LineSettings(
    int baud,
    int dataBits,
    Parity parity,
    int stopBits,
    boolean dtr,
    boolean rts,
    boolean flowControl) {

  /** The parity bit of a character. */
  public enum Parity {
    NONE,
    EVEN,
    ODD
  }

  /** Checks the ranges. */
  public LineSettings {
    if (baud < 50 || baud > 4_000_000) {
      throw new IllegalArgumentException("baud is 50 to 4000000, not " + baud);
    }
    if (dataBits < 5 || dataBits > 8 || stopBits < 1 || stopBits > 2) {
      throw new IllegalArgumentException(
          "5 to 8 data bits and 1 or 2 stop bits, not " + dataBits + " and " + stopBits);
    }
  }

  /** Eight data bits, no parity, one stop bit, DTR and RTS on, no flow control. */
  public static LineSettings of(int baud) {
    return new LineSettings(baud, 8, Parity.NONE, 1, true, true, false);
  }

  /** The same with two stop bits. */
  public LineSettings withStopBits(int bits) {
    return new LineSettings(baud, dataBits, parity, bits, dtr, rts, flowControl);
  }

  /** The same with another parity. */
  public LineSettings withParity(Parity other) {
    return new LineSettings(baud, dataBits, other, stopBits, dtr, rts, flowControl);
  }

  /** The same with other levels of the control lines. */
  public LineSettings withLines(boolean newDtr, boolean newRts) {
    return new LineSettings(baud, dataBits, parity, stopBits, newDtr, newRts, flowControl);
  }

  /**
   * Time that bytes need on the line, start, parity and stop bits included.
   *
   * @return nanoseconds
   */
  public long nanosFor(int bytes) {
    int bits = 1 + dataBits + (parity == Parity.NONE ? 0 : 1) + stopBits;
    return bytes * (long) bits * 1_000_000_000L / baud;
  }
}
