package org.countersign.link;

import java.time.Duration;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** A line that says when it is let go. A lost one is held until its device has closed it. */
final class HeldLink implements ByteLink {

  private final ByteLink link;
  private final Runnable released;

  HeldLink(ByteLink link, Runnable released) {
    this.link = link;
    this.released = released;
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    return link.read(into, offset, length, limit);
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
    released.run();
  }
}
