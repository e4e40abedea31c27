package org.countersign.link;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedLine;
import org.countersign.emulator.EmulatedPort;

/** The far ends of loopback lines as an emulated device's port. */
final class LoopbackPort implements EmulatedPort, Links {

  private final Queue<ByteLink> opened = new ArrayDeque<>();
  private boolean closed;
  private final LoopbackLinks links = new LoopbackLinks(this::opened);
  private volatile ByteLink last;
  private volatile boolean plugged = true;

  private void opened(ByteLink far) {
    last = far;
    synchronized (opened) {
      opened.add(far);
      opened.notifyAll();
    }
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) throws LinkException {
    if (!plugged || !address.equals(address())) {
      throw new LinkException(LinkException.Reason.REFUSED, true, "nothing is there", null);
    }
    return links.open(address, settings, limit);
  }

  @Override
  public String address() {
    return "loopback";
  }

  @Override
  public EmulatedLine accept() throws IOException {
    try {
      synchronized (opened) {
        while (opened.isEmpty() && !closed) {
          opened.wait();
        }
        if (closed) {
          throw new IOException("the port is closed");
        }
        return new Line(opened.remove());
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void unplug() {
    plugged = false;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public void replug() {
    plugged = true;
  }

  @Override
  public void close() {
    unplug();
    synchronized (opened) {
      closed = true;
      opened.notifyAll();
    }
  }

  private record Line(ByteLink far) implements EmulatedLine {

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) {
      try {
        return far.read(into, offset, length, limit);
      } catch (LinkException ended) {
        return -1;
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        far.write(bytes, offset, length, Duration.ofMinutes(1));
      } catch (LinkException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      far.close();
    }
  }
}
