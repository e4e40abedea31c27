package org.countersign.link;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;
import org.countersign.link.serial.SerialLinks;
import org.countersign.link.tcp.TcpAddress;
import org.countersign.link.tcp.TcpLinks;

/**
 * The lines of one gateway process: serial ports and TCP connections, each held by one device at a
 * time. Two names of one serial port are one line. Nothing is loaded and no thread started before
 * the first opening. Any thread.
 */
public final class GatewayLinks implements AutoCloseable {

  private final SerialLinks serial = new SerialLinks();
  private final TcpLinks tcp = new TcpLinks();
  private final ConcurrentMap<String, Holding> holders = new ConcurrentHashMap<>();

  /** A line and who has it. */
  private record Holding(String device, Object token) {}

  /** What the driver of this device is given. */
  public Links forDevice(String deviceId) {
    return (address, settings, limit) -> open(deviceId, address, settings, limit);
  }

  private ByteLink open(String device, String address, LineSettings settings, Duration limit)
      throws LinkException {
    boolean network = TcpAddress.matches(address);
    String line = network ? TcpAddress.parse(address).toString() : terminal(address);
    Holding mine = new Holding(device, new Object());
    Holding holder = holders.putIfAbsent(line, mine);
    if (holder != null) {
      throw new LinkException(
          LinkException.Reason.REFUSED,
          true,
          "opening %s failed: device '%s' holds it; give each device a line of its own"
              .formatted(address, holder.device()),
          null);
    }
    boolean opened = false;
    try {
      Links links = network ? tcp : serial;
      ByteLink link =
          new HeldLink(links.open(address, settings, limit), () -> holders.remove(line, mine));
      opened = true;
      return link;
    } finally {
      if (!opened) {
        holders.remove(line, mine);
      }
    }
  }

  /** A path that leads nowhere is refused with its reason by the opening itself. */
  private static String terminal(String address) {
    try {
      return Path.of(address).toRealPath().toString();
    } catch (IOException | RuntimeException e) {
      return address;
    }
  }

  /** Closes every line. Idempotent. */
  @Override
  public void close() {
    serial.close();
    tcp.close();
  }
}
