package org.countersign.link;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.driver.link.Links;
import org.countersign.link.buffer.ReceiveBuffer;

/**
 * Lines in memory, for tests: the other end of each line that is opened is handed to the one who
 * made this. Closing either end loses the other.
 */
public final class LoopbackLinks implements Links {

  private static final int CAPACITY = 64 * 1024;

  private final Consumer<ByteLink> farEnds;

  /** Hands over the far end of every line, on the thread that opens it. */
  public LoopbackLinks(Consumer<ByteLink> farEnds) {
    this.farEnds = farEnds;
  }

  @Override
  public ByteLink open(String address, LineSettings settings, Duration limit) {
    ReceiveBuffer here = new ReceiveBuffer(address, CAPACITY);
    ReceiveBuffer there = new ReceiveBuffer("the far end of " + address, CAPACITY);
    farEnds.accept(new End(address, there, here));
    return new End(address, here, there);
  }

  private static final class End implements ByteLink {

    private final String name;
    private final ReceiveBuffer received;
    private final ReceiveBuffer sent;

    End(String name, ReceiveBuffer received, ReceiveBuffer sent) {
      this.name = name;
      this.received = received;
      this.sent = sent;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
      return received.take(into, offset, length, limit);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      received.requireOpen("writing to", true);
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(true);
      }
      int taken = sent.put(bytes, offset, length, limit.toNanos());
      if (taken < length) {
        received.requireOpen("writing to", taken == 0);
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(taken == 0);
        }
        end(Reason.STUCK, "it took " + taken + " of " + length + " bytes within " + limit);
        received.requireOpen("writing to", taken == 0);
      }
    }

    private LinkException interrupted(boolean nothingSent) {
      return new LinkException(
          Reason.INTERRUPTED, nothingSent, "interrupted while writing to " + name, null);
    }

    @Override
    public void flush(Duration limit) throws LinkException {
      received.requireOpen("flushing", true);
    }

    @Override
    public int discardInput() throws LinkException {
      return received.clear();
    }

    @Override
    public void settings(LineSettings settings) throws LinkException {
      received.requireOpen("setting up", true);
    }

    @Override
    public boolean isOpen() {
      return received.isOpen();
    }

    @Override
    public void close() {
      end(Reason.CLOSED, "it was closed");
    }

    private void end(Reason reason, String what) {
      received.end(reason, what, null);
      sent.end(Reason.LOST, "the far end ended the line", null);
    }
  }
}
