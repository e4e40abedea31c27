package org.countersign.ccid;

import java.time.Duration;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** A line over another one, for those that do one thing differently. */
class ForwardingLink implements ByteLink {

  private final ByteLink link;

  ForwardingLink(ByteLink link) {
    this.link = link;
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
  }
}
