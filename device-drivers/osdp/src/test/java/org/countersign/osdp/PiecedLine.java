package org.countersign.osdp;

import java.time.Duration;
import java.util.Random;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;

/** Delivers bytes in pieces of any size. */
final class PiecedLine implements ByteLink {

  private final byte[] bytes;
  private final Random random;
  private int at;

  PiecedLine(byte[] bytes, Random random) {
    this.bytes = bytes;
    this.random = random;
  }

  boolean isEmpty() {
    return at == bytes.length;
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) {
    int taken = Math.min(bytes.length - at, 1 + random.nextInt(length));
    System.arraycopy(bytes, at, into, offset, taken);
    at += taken;
    return taken;
  }

  @Override
  public String name() {
    return "a line in pieces";
  }

  @Override
  public void write(byte[] more, int offset, int length, Duration limit) {}

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
