package org.countersign.pn532;

import java.time.Duration;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** A line that knows how much came over it. The device's own thread, except for the close. */
final class CountedLink implements ByteLink {

  private final ByteLink link;
  private long received;

  CountedLink(ByteLink link) {
    this.link = link;
  }

  /** Bytes read since the beginning. */
  long received() {
    return received;
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    int taken = link.read(into, offset, length, limit);
    received += taken;
    return taken;
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    link.write(bytes, offset, length, limit);
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    link.flush(limit);
  }

  @Override
  public int discardInput() throws LinkException {
    return link.discardInput();
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    link.settings(settings);
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public void close() {
    link.close();
  }
}
