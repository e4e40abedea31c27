package org.countersign.osdp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.jspecify.annotations.Nullable;

/**
 * A line that counts how often one thread used it before another's command was answered, and how
 * often it was closed.
 */
final class TurnWatch implements ByteLink {

  private final ByteLink link;
  private final AtomicInteger overlaps;
  private final AtomicInteger closings;
  private volatile @Nullable Thread asking;

  TurnWatch(ByteLink link, AtomicInteger overlaps, AtomicInteger closings) {
    this.link = link;
    this.overlaps = overlaps;
    this.closings = closings;
  }

  @Override
  public String name() {
    return link.name();
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    note();
    int taken = link.read(into, offset, length, limit);
    if (taken > 0) {
      asking = null;
    }
    return taken;
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    note();
    asking = Thread.currentThread();
    link.write(bytes, offset, length, limit);
  }

  private void note() {
    Thread other = asking;
    if (other != null && other != Thread.currentThread()) {
      overlaps.incrementAndGet();
    }
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
    closings.incrementAndGet();
    link.close();
  }
}
