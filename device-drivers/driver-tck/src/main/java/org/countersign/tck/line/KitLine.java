package org.countersign.tck.line;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;

/** One line with the kit in between. */
final class KitLine implements ByteLink {

  private static final int MOST_NOISE = 16;

  private final ByteLink line;
  private final KitLinks kit;

  /** What the driver reads before anything else. */
  private final Deque<Byte> queue = new ArrayDeque<>();

  private boolean lost;

  KitLine(ByteLink line, KitLinks kit) {
    this.line = line;
    this.kit = kit;
  }

  @Override
  public String name() {
    return line.name();
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    requireThere();
    byte[] written = Arrays.copyOfRange(bytes, offset, offset + length);
    Optional<ArmedFault> armed = kit.armed();
    if (armed.isPresent()) {
      armed.get().writing();
      releaseLate(armed.get());
      if (armed.get().isAsking() && swallows(armed.get(), written)) {
        return;
      }
    }
    kit.transcript().ifPresent(transcript -> transcript.wrote(written));
    line.write(bytes, offset, length, limit);
  }

  private void releaseLate(ArmedFault armed) {
    if (armed.isOver() && armed.held.size() > 0) {
      queue(armed.held.toByteArray());
      armed.held.reset();
    }
  }

  private boolean swallows(ArmedFault armed, byte[] written) throws LinkException {
    switch (armed.fault) {
      case QUESTION_LOST:
        return true;
      case ECHO:
        queue(written);
        return false;
      case WRITE_STUCK:
        lost = true;
        line.close();
        throw new LinkException(
            LinkException.Reason.STUCK, false, line.name() + " took a part only", null);
      default:
        return false;
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    if (!queue.isEmpty()) {
      return dequeue(into, offset, length);
    }
    requireThere();
    Optional<ArmedFault> armed = kit.armed();
    armed.ifPresent(ArmedFault::reading);
    if (armed.isPresent() && armed.get().isAnswering()) {
      return broken(armed.get(), into, offset, length, limit);
    }
    int read = line.read(into, offset, length, limit);
    recorded(into, offset, read);
    return read;
  }

  private void recorded(byte[] into, int offset, int read) {
    byte[] bytes = Arrays.copyOfRange(into, offset, offset + read);
    kit.transcript().filter(t -> read > 0).ifPresent(transcript -> transcript.read(bytes));
  }

  private int broken(ArmedFault armed, byte[] into, int offset, int length, Duration limit)
      throws LinkException {
    switch (armed.fault) {
      case BABBLE:
        return noise(armed, into, offset, length, limit);
      case NOISE_BEFORE:
        armed.end();
        return noise(armed, into, offset, Math.min(length, MOST_NOISE), Duration.ZERO);
      case ANSWER_LOST:
      case ANSWER_LATE:
        return held(armed, limit);
      case IN_PIECES:
        return line.read(into, offset, 1, limit);
      default:
        int read = line.read(into, offset, length, limit);
        return read == 0 ? 0 : damaged(armed, into, offset, read);
    }
  }

  private int noise(ArmedFault armed, byte[] into, int offset, int length, Duration limit)
      throws LinkException {
    // As fast as a slow line, or the babble would be a load test.
    if (!limit.isZero()) {
      line.read(into, offset, length, limit.compareTo(PAUSE) < 0 ? limit : PAUSE);
    }
    for (int i = 0; i < length; i++) {
      into[offset + i] = (byte) armed.random.nextInt(256);
    }
    return length;
  }

  private static final Duration PAUSE = Duration.ofMillis(1);

  /** Reads on until nothing more comes in the limit, and keeps it from the driver. */
  private int held(ArmedFault armed, Duration limit) throws LinkException {
    byte[] bytes = new byte[512];
    long end = System.nanoTime() + limit.toNanos();
    Duration left = limit;
    while (true) {
      int read = line.read(bytes, 0, bytes.length, left);
      if (armed.fault == LineFault.ANSWER_LATE) {
        armed.held.write(bytes, 0, read);
      }
      left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      if (left.isZero()) {
        return 0;
      }
    }
  }

  private int damaged(ArmedFault armed, byte[] into, int offset, int read) throws LinkException {
    switch (armed.fault) {
      case BIT_FLIPPED:
        into[offset + armed.random.nextInt(read)] ^= (byte) (1 << armed.random.nextInt(8));
        armed.end();
        return read;
      case ANSWER_TWICE:
        queue(Arrays.copyOfRange(into, offset, offset + read));
        armed.end();
        return read;
      case ANSWER_CUT:
        line.read(new byte[4096], 0, 4096, Duration.ofMillis(20));
        armed.end();
        return Math.max(1, read / 2);
      case HUNG_UP:
        lost = true;
        line.close();
        return Math.max(1, read / 2);
      default:
        return read;
    }
  }

  private void queue(byte[] bytes) {
    for (byte b : bytes) {
      queue.add(b);
    }
  }

  private int dequeue(byte[] into, int offset, int length) {
    int read = 0;
    for (; read < length && !queue.isEmpty(); read++) {
      into[offset + read] = queue.remove();
    }
    return read;
  }

  private void requireThere() throws LinkException {
    if (lost) {
      throw new LinkException(LinkException.Reason.LOST, true, line.name() + " hung up", null);
    }
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    requireThere();
    line.flush(limit);
  }

  @Override
  public int discardInput() throws LinkException {
    requireThere();
    int queued = queue.size();
    queue.clear();
    return queued + line.discardInput();
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    requireThere();
    line.settings(settings);
  }

  @Override
  public boolean isOpen() {
    return !lost && line.isOpen();
  }

  @Override
  public void close() {
    line.close();
  }
}
