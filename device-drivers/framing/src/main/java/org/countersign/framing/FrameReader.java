package org.countersign.framing;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LinkException;

/**
 * Takes frames from a line that delivers bytes in any pieces. It holds one buffer of the decoder's
 * greatest frame and allocates no other, whatever arrives.
 *
 * <p>What it delivers is whole and passed the decoder's check, but may answer an earlier question:
 * an answer that came late, or was found again after noise. A driver compares sequence numbers or,
 * where the protocol has none, calls {@link #drainUntilSilent} after every failed exchange.
 *
 * <p>Used by one thread, the device's own.
 *
 * @param <F> what a frame is to the driver
 */
public final class FrameReader<F> {

  private static final Duration NO_GAP = Duration.ofDays(1);

  private final ByteLink link;
  private final FrameDecoder<F> decoder;
  private final LongSupplier nanoTime;
  private final long gap;
  private final byte[] buffer;
  private int start;
  private int end;
  private long lastByteAt;
  private long skipped;
  private long drained;
  private long frames;

  /**
   * Makes a reader that waits for the rest of a frame as long as {@link #next} may.
   *
   * @param nanoTime a clock that only goes forward, in nanoseconds, as {@link System#nanoTime()}
   */
  public FrameReader(ByteLink link, FrameDecoder<F> decoder, LongSupplier nanoTime) {
    this(link, decoder, nanoTime, NO_GAP);
  }

  /**
   * Makes a reader that does not wait for the rest of a frame after a pause: what began it is then
   * taken for noise, and a frame that stands behind it is found without further bytes.
   *
   * @param gap longest pause inside a frame; the line's own pauses (16 ms with many USB adapters,
   *     more over a network) are shorter
   */
  public FrameReader(ByteLink link, FrameDecoder<F> decoder, LongSupplier nanoTime, Duration gap) {
    if (decoder.greatestFrame() < 1) {
      throw new IllegalArgumentException(
          "the greatest frame of " + decoder + " has no byte: " + decoder.greatestFrame());
    }
    this.link = link;
    this.decoder = decoder;
    this.nanoTime = nanoTime;
    this.gap = gap.toNanos();
    this.buffer = new byte[decoder.greatestFrame()];
  }

  /**
   * The next frame.
   *
   * @param limit how long to wait for its last byte; zero takes one that is there
   * @return empty if the limit passed; what is there of a frame is kept for the next call
   * @throws LinkException as {@link ByteLink#read}
   */
  public Optional<F> next(Duration limit) throws LinkException {
    long deadline = nanoTime.getAsLong() + limit.toNanos();
    while (true) {
      Optional<F> frame = decodeBuffered();
      if (frame.isPresent()) {
        return frame;
      }
      long now = nanoTime.getAsLong();
      if (start < end && now - lastByteAt >= gap) {
        skip(1);
        continue;
      }
      long left = deadline - now;
      if (left <= 0) {
        // Once only: a far end that never stops talking must not hold the caller.
        fill(0);
        return decodeBuffered();
      }
      fill(start < end ? Math.min(left, lastByteAt + gap - now) : left);
    }
  }

  private Optional<F> decodeBuffered() {
    while (start < end) {
      FrameDecoder.Step<F> step = decoder.decode(view());
      if (step instanceof FrameDecoder.Frame<F> frame) {
        require(frame.length(), 1, end - start, "a frame");
        start += frame.length();
        frames++;
        return Optional.of(frame.value());
      }
      if (step instanceof FrameDecoder.Skip<F> noise) {
        require(noise.bytes(), 1, end - start, "noise");
        skip(noise.bytes());
      } else if (step instanceof FrameDecoder.Needs<F> more) {
        require(more.bytes(), end - start + 1, Integer.MAX_VALUE, "the beginning of a frame");
        if (more.bytes() <= buffer.length) {
          return Optional.empty();
        }
        skip(1);
      }
    }
    return Optional.empty();
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(buffer, start, end - start).slice().asReadOnlyBuffer();
  }

  private void require(int bytes, int least, int most, String what) {
    if (bytes < least || bytes > most) {
      throw new IllegalStateException(
          "%s calls %d of %d bytes %s: it must be %d to %d"
              .formatted(decoder.getClass().getName(), bytes, end - start, what, least, most));
    }
  }

  private void skip(int bytes) {
    start += bytes;
    skipped += bytes;
  }

  private boolean fill(long nanos) throws LinkException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    int taken = link.read(buffer, end, buffer.length - end, Duration.ofNanos(nanos));
    end += taken;
    if (taken > 0) {
      lastByteAt = nanoTime.getAsLong();
    }
    return taken > 0;
  }

  /**
   * Throws away everything until the line has been silent, so that no late answer is taken for the
   * next one.
   *
   * @param quiet how long no byte may come; 50 to 100 ms is usual
   * @param limit when to give up
   * @return whether it fell silent; false if the far end still talked when the limit passed
   * @throws LinkException as {@link ByteLink#read}
   */
  public boolean drainUntilSilent(Duration quiet, Duration limit) throws LinkException {
    long deadline = nanoTime.getAsLong() + limit.toNanos();
    while (true) {
      discard();
      long left = deadline - nanoTime.getAsLong();
      Duration wait = Duration.ofNanos(Math.max(0, Math.min(left, quiet.toNanos())));
      if (!fill(wait.toNanos())) {
        return wait.compareTo(quiet) >= 0;
      }
      if (left <= 0) {
        // What came last is no less old than what came before it.
        discard();
        return false;
      }
    }
  }

  private void discard() {
    drained += end - start;
    start = 0;
    end = 0;
  }

  /** Bytes that belonged to no frame since this reader was made. */
  public long skippedBytes() {
    return skipped;
  }

  /** Bytes thrown away by {@link #drainUntilSilent} since this reader was made. */
  public long drainedBytes() {
    return drained;
  }

  /** Frames delivered since this reader was made. */
  public long frames() {
    return frames;
  }
}
