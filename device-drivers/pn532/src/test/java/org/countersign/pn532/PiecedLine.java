package org.countersign.pn532;

import java.time.Duration;
import java.util.Random;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;

/** A line that delivers its bytes in pieces of any size. */
final class PiecedLine implements ByteLink {

  private final byte[] bytes;
  private final Random random;
  private int at;

  PiecedLine(byte[] bytes, Random random) {
    this.bytes = bytes.clone();
    this.random = random;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  @Override
  public String name() {
    return "pieces";
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) {
    int most = Math.min(length, bytes.length - at);
    int taken = most == 0 ? 0 : 1 + random.nextInt(most);
    System.arraycopy(bytes, at, into, offset, taken);
    at += taken;
    return taken;
  }

  @Override
  public void write(byte[] written, int offset, int length, Duration limit) {}

  @Override
  public void flush(Duration limit) {}

  @Override
  public int discardInput() {
    return 0;
  }

  @Override
  public void settings(LineSettings settings) {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
