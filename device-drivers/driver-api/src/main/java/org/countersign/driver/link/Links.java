package org.countersign.driver.link;

import java.time.Duration;

/** Opens lines for a driver. The device's own thread. */
public interface Links {

  /**
   * Opens a line. At most one program holds a serial port at a time, and one device of the gateway
   * holds a line. Old input is thrown away.
   *
   * @param address a setting of type {@link org.countersign.driver.ConfigKey.Type#LINK}: the path
   *     of a serial port, resolved anew at every call so that a by-id link is followed to where the
   *     device is now, or {@code tcp://host:port}
   * @param settings of a serial port; no meaning for TCP
   * @throws LinkException {@link LinkException.Reason#REFUSED} if there is no such port or host, or
   *     it is in use, not a serial port, or not allowed; {@link LinkException.Reason#LOST} if the
   *     host does not answer in time
   */
  ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException;

  /** No lines: every opening is refused. */
  static Links none() {
    return (address, settings, limit) -> {
      throw new LinkException(
          LinkException.Reason.REFUSED,
          true,
          "no line to " + address + " can be opened here",
          null);
    };
  }
}
