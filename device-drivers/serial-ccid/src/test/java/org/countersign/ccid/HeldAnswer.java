package org.countersign.ccid;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;

/**
 * A line whose adapter can keep all that answers one question until the next one is asked, in
 * however many parts it comes: a stream is never cut twice in the same places. For one device.
 */
final class HeldAnswer implements Links {

  private final Links links;
  private boolean isNext;
  private int questions;

  HeldAnswer(Links links) {
    this.links = links;
  }

  /** Keeps what answers the next question. */
  void holdNext() {
    isNext = true;
  }

  /** How often something was written until now. */
  int questions() {
    return questions;
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    return new Line(links.open(address, settings, limit));
  }

  private final class Line extends ForwardingLink {

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private byte[] released = {};
    private boolean holds;

    Line(ByteLink link) {
      super(link);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
      questions++;
      if (holds) {
        released = held.toByteArray();
      }
      holds = isNext;
      isNext = false;
      super.write(bytes, offset, length, limit);
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
      if (holds) {
        hold(limit);
        return 0;
      }
      if (released.length == 0) {
        return super.read(into, offset, length, limit);
      }
      int taken = Math.min(length, released.length);
      System.arraycopy(released, 0, into, offset, taken);
      released = Arrays.copyOfRange(released, taken, released.length);
      return taken;
    }

    private void hold(Duration limit) throws LinkException {
      byte[] part = new byte[512];
      long end = System.nanoTime() + limit.toNanos();
      for (long left = limit.toNanos(); left >= 0; left = end - System.nanoTime()) {
        held.write(part, 0, super.read(part, 0, part.length, Duration.ofNanos(left)));
      }
    }
  }
}
