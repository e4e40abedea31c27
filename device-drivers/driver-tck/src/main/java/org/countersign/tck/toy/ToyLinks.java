package org.countersign.tck.toy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;

/** Lines to toy devices in the same process, without a port of the operating system. */
public final class ToyLinks implements Links {

  private final Map<String, ToyDevice> devices = new ConcurrentHashMap<>();
  private final List<ToyLine> lines = new CopyOnWriteArrayList<>();
  private volatile boolean unplugged;

  /** Puts a device at an address, for example {@code /dev/toy0}. */
  public void connect(String address, ToyDevice device) {
    devices.put(address, device);
  }

  /** Pulls all plugs: every line is lost and none can be opened, until they are put back. */
  public void unplug(boolean pulled) {
    unplugged = pulled;
    if (pulled) {
      lines.forEach(ToyLine::lose);
      lines.clear();
    }
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    ToyDevice device = devices.get(address);
    if (device == null || unplugged) {
      throw new LinkException(
          LinkException.Reason.REFUSED, true, "there is no port " + address, null);
    }
    ToyLine line = new ToyLine(address, device);
    lines.removeIf(old -> !old.isOpen());
    lines.add(line);
    return line;
  }
}
