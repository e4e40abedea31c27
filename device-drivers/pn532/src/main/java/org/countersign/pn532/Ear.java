package org.countersign.pn532;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.driver.link.LinkException;
import org.countersign.framing.FrameReader;

/** Hears frames, and what was none. The device's own thread. */
final class Ear {

  /** A pause of so long inside a frame means that its end was lost; USB adapters pause 16 ms. */
  private static final Duration STALL = Duration.ofMillis(100);

  private final CountedLink link;
  private final LongSupplier nanoTime;
  private final FrameReader<Pn532Frame> reader;
  private long inFrames;
  private long skippedAtMark;
  private long receivedBefore;
  private long lastByteAt;

  Ear(CountedLink link, LongSupplier nanoTime) {
    this.link = link;
    this.nanoTime = nanoTime;
    this.reader = new FrameReader<>(link, new FrameFormat(), nanoTime);
  }

  /** The next frame, damaged ones too; empty if the limit passed. */
  Optional<Pn532Frame> next(Duration limit) throws LinkException {
    Optional<Pn532Frame> frame = reader.next(limit);
    frame.ifPresent(f -> inFrames += f.length());
    if (link.received() != receivedBefore) {
      receivedBefore = link.received();
      lastByteAt = nanoTime.getAsLong();
    }
    return frame;
  }

  /** From now on it is asked for noise. */
  void mark() {
    skippedAtMark = reader.skippedBytes();
  }

  /** Whether bytes came since the mark that belong to no frame. */
  boolean heardNoise() {
    return reader.skippedBytes() != skippedAtMark;
  }

  /** Whether a frame has begun, and its end does not come. */
  boolean isStalled() {
    long begun = link.received() - inFrames - reader.skippedBytes() - reader.drainedBytes();
    return begun > 0 && nanoTime.getAsLong() - lastByteAt >= STALL.toNanos();
  }

  /** Throws away what has come, all of it: an answer that came twice is longer than one look. */
  void forget() throws LinkException {
    reader.drainUntilSilent(Duration.ZERO, STALL);
  }

  /** Throws away what comes until nothing has come for so long, but no longer than the limit. */
  void awaitSilence(Duration quiet, Duration limit) throws LinkException {
    reader.drainUntilSilent(quiet, limit);
  }
}
