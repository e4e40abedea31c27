package org.countersign.framing;

import java.nio.ByteBuffer;

/**
 * Knows how a protocol's frames begin, how long they are and how they are checked. Pure: what it
 * answers depends on the bytes alone, so that the same bytes in other pieces give the same frames.
 *
 * @param <F> what a frame is to the driver; it must not refer to the buffer that it was read from
 */
public interface FrameDecoder<F> {

  /** Bytes of the longest frame that the protocol knows; no more is ever buffered. */
  int greatestFrame();

  /**
   * Looks at the bytes received and not yet used.
   *
   * <p>To keep its place after noise it must answer {@link Step#falseStart()} as soon as the first
   * byte cannot begin a frame, or the frame beginning there fails its check; the reader then tries
   * at the next byte. A length beyond {@link #greatestFrame()} may simply be asked for: the reader
   * takes it for a false start.
   *
   * @param bytes read-only, from index 0 to its limit, at least one byte, big-endian; valid during
   *     the call
   */
  Step<F> decode(ByteBuffer bytes);

  /**
   * What the bytes turned out to be.
   *
   * @param <F> what a frame is to the driver
   */
  sealed interface Step<F> {

    /**
     * The bytes may be the beginning of a frame.
     *
     * @param bytes how many there must be in all before it is worth looking again; more than there
     *     are
     */
    static <F> Step<F> needs(int bytes) {
      return new Needs<>(bytes);
    }

    /** No frame begins with the first byte. */
    static <F> Step<F> falseStart() {
      return skip(1);
    }

    /**
     * The first bytes belong to no frame.
     *
     * @param bytes 1 to the number of bytes; more than 1 only if no frame can begin among them
     */
    static <F> Step<F> skip(int bytes) {
      return new Skip<>(bytes);
    }

    /**
     * A whole frame, checked.
     *
     * @param length how many bytes it took, 1 to the number of bytes
     */
    static <F> Step<F> frame(F value, int length) {
      return new Frame<>(value, length);
    }
  }

  /** See {@link Step#needs(int)}. */
  record Needs<F>(int bytes) implements Step<F> {}

  /** See {@link Step#skip(int)}. */
  record Skip<F>(int bytes) implements Step<F> {}

  /** See {@link Step#frame(Object, int)}. */
  record Frame<F>(F value, int length) implements Step<F> {}
}
