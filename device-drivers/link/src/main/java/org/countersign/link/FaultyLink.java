package org.countersign.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.link.FaultPlan.Direction;

/** One line of {@link FaultyLinks}. The device's own thread, except for the close. */
final class FaultyLink implements ByteLink {

  private static final int PART = 4096;
  private static final int BURST = 300;

  /** Bytes that come to the reader at a time of the clock. */
  private static final class Arrival {
    final long at;
    final byte[] bytes;

    Arrival(long at, byte[] bytes) {
      this.at = at;
      this.bytes = bytes;
    }
  }

  private final FaultyLinks faults;
  private final ByteLink link;
  private final String name;
  private final Damage damage;
  private final Deque<Arrival> arrivals = new ArrayDeque<>();
  private final Deque<byte[]> untilNextWrite = new ArrayDeque<>();
  private byte[] heldWrite = {};
  private byte[] heldRead = {};
  private boolean silent;
  private volatile boolean hungUp;
  private volatile boolean stuck;
  private volatile boolean closed;

  FaultyLink(FaultyLinks faults, ByteLink link, String name) {
    this.faults = faults;
    this.link = link;
    this.name = name;
    this.damage = new Damage(faults.chance());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    requireOpen("writing to", true);
    releaseLateAnswers();
    byte[] frame = damage.join(heldWrite, Arrays.copyOfRange(bytes, offset, offset + length));
    heldWrite = new byte[0];
    LineFault fault = faults.next(Direction.WRITE).orElse(null);
    if (fault == null) {
      link.write(frame, limit);
      return;
    }
    switch (fault) {
      case DROP, FLIP, INSERT, DUPLICATE, TRUNCATE -> link.write(damage.apply(fault, frame), limit);
      case DELAY, LATE_ANSWER -> {
        rest(faults.delay());
        link.write(frame, limit);
      }
      case SPLIT -> {
        int cut = frame.length / 2;
        link.write(frame, 0, cut, limit);
        rest(faults.delay());
        link.write(frame, cut, frame.length - cut, limit);
      }
      case MERGE -> heldWrite = frame;
      case ECHO -> {
        arrive(frame);
        link.write(frame, limit);
      }
      case BABBLE -> {
        arrive(damage.noise(BURST));
        link.write(damage.join(damage.noise(BURST / 10), frame), limit);
      }
      case STUCK -> {
        link.write(frame, 0, frame.length / 2, limit);
        rest(limit.toNanos());
        stuck = true;
        link.close();
        requireOpen("writing to", false);
      }
      case HANG_UP -> hangUp("writing to", true);
      case HANG_UP_AFTER -> {
        link.write(frame, limit);
        hangUp();
      }
      case OTHER_DEVICE -> {
        faults.replaceDevice();
        hangUp("writing to", true);
      }
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    Objects.checkFromIndexSize(offset, length, into.length);
    long deadline = faults.clock().nanoTime() + limit.toNanos();
    while (true) {
      requireOpen("reading from", true);
      long now = faults.clock().nanoTime();
      int taken = takeArrived(into, offset, length, now);
      if (taken > 0) {
        return taken;
      }
      long left = deadline - now;
      Arrival first = arrivals.peek();
      if (first != null && first.at - now <= left) {
        rest(first.at - now);
      } else if (silent && link.isOpen()) {
        rest(Math.max(0, left));
        return 0;
      } else if (!receive(Math.max(0, left)) && left <= 0) {
        return 0;
      }
    }
  }

  private int takeArrived(byte[] into, int offset, int length, long now) {
    Arrival first = arrivals.peek();
    if (first == null || first.at - now > 0) {
      return 0;
    }
    arrivals.remove();
    int taken = Math.min(length, first.bytes.length);
    System.arraycopy(first.bytes, 0, into, offset, taken);
    if (taken < first.bytes.length) {
      byte[] rest = Arrays.copyOfRange(first.bytes, taken, first.bytes.length);
      arrivals.addFirst(new Arrival(first.at, rest));
    }
    return taken;
  }

  /** Waits for the line itself; whether anything came from it. */
  private boolean receive(long nanos) throws LinkException {
    byte[] part = new byte[PART];
    int taken = link.read(part, 0, part.length, Duration.ofNanos(nanos));
    if (taken == 0) {
      return false;
    }
    byte[] frame = damage.join(heldRead, Arrays.copyOf(part, taken));
    heldRead = new byte[0];
    LineFault fault = faults.next(Direction.READ).orElse(null);
    if (fault == null) {
      arrive(frame);
      return true;
    }
    switch (fault) {
      case DROP, FLIP, INSERT, DUPLICATE, TRUNCATE -> arrive(damage.apply(fault, frame));
      case ECHO -> arrive(damage.apply(LineFault.DUPLICATE, frame));
      case DELAY -> arrive(frame, faults.delay());
      case SPLIT -> {
        int cut = frame.length / 2;
        arrive(Arrays.copyOf(frame, cut));
        arrive(Arrays.copyOfRange(frame, cut, frame.length), faults.delay());
      }
      case MERGE -> heldRead = frame;
      case LATE_ANSWER -> untilNextWrite.add(frame);
      case BABBLE -> arrive(damage.join(damage.noise(BURST), frame));
      case STUCK -> silent = true;
      case HANG_UP, HANG_UP_AFTER -> hangUp();
      case OTHER_DEVICE -> {
        faults.replaceDevice();
        hangUp();
      }
    }
    return true;
  }

  private void arrive(byte[] bytes) {
    arrive(bytes, 0);
  }

  /** Nothing overtakes what was delayed before it. */
  private void arrive(byte[] bytes, long after) {
    if (bytes.length > 0) {
      long at = faults.clock().nanoTime() + after;
      Arrival last = arrivals.peekLast();
      arrivals.add(new Arrival(last == null ? at : Math.max(at, last.at), bytes));
    }
  }

  private void releaseLateAnswers() {
    untilNextWrite.forEach(this::arrive);
    untilNextWrite.clear();
  }

  private void rest(long nanos) throws LinkException {
    try {
      faults.clock().rest(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LinkException(Reason.INTERRUPTED, false, "interrupted on " + name, e);
    }
  }

  private void hangUp() {
    hungUp = true;
    link.close();
  }

  private void hangUp(String trying, boolean nothingSent) throws LinkException {
    hangUp();
    requireOpen(trying, nothingSent);
  }

  private void requireOpen(String trying, boolean nothingSent) throws LinkException {
    if (closed) {
      throw failure(Reason.CLOSED, nothingSent, trying, "it was closed");
    }
    if (stuck) {
      throw failure(Reason.STUCK, nothingSent, trying, "it takes no more bytes (on purpose)");
    }
    if (hungUp) {
      throw failure(Reason.LOST, nothingSent, trying, "it was unplugged (on purpose)");
    }
  }

  private LinkException failure(Reason reason, boolean nothingSent, String trying, String what) {
    return new LinkException(reason, nothingSent, trying + " " + name + " failed: " + what, null);
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    requireOpen("flushing", true);
    link.flush(limit);
  }

  @Override
  public int discardInput() throws LinkException {
    requireOpen("clearing the input of", true);
    int thrown = heldRead.length;
    long now = faults.clock().nanoTime();
    while (!arrivals.isEmpty() && arrivals.element().at - now <= 0) {
      thrown += arrivals.remove().bytes.length;
    }
    heldRead = new byte[0];
    return thrown + link.discardInput();
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    requireOpen("setting up", true);
    link.settings(settings);
  }

  @Override
  public boolean isOpen() {
    return !hungUp && !stuck && !closed && link.isOpen();
  }

  @Override
  public void close() {
    closed = true;
    link.close();
  }
}
