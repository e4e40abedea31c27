package org.countersign.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of the request in hand, within the limit of one body and that of all. Event loop. */
final class BodyBuffer {

  /** A body's first buffer: a large body that is announced takes no memory until it comes. */
  private static final int FIRST_BUFFER = 32 << 10;

  private final Admission admission;
  private final HttpConfig config;
  private final HttpMetrics metrics;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
  private @Nullable Route route;
  private long reserved;

  BodyBuffer(Admission admission, HttpConfig config, HttpMetrics metrics) {
    this.admission = admission;
    this.config = config;
    this.metrics = metrics;
  }

  /** Begins a body of which a length was announced, 0 for none. */
  void begin(Route of, long announced) {
    route = of;
    bytes = new ByteArrayOutputStream(Math.clamp(announced, 0, FIRST_BUFFER));
  }

  /** Takes the next bytes and leaves zeros, or refuses them by one of the two limits. */
  void add(ByteBuf more) throws Refusal {
    int count = more.readableBytes();
    if (bytes.size() + count > config.maxBodyBytes()) {
      throw admission.tooLarge(Objects.requireNonNull(route));
    }
    reserved += count;
    if (metrics.bodyBytes.addAndGet(count) > config.limits().bodyBytes()) {
      throw new Refusal(Problem.busy("Too many large requests are in hand."));
    }
    // Not more.readBytes(bytes, count): it goes through an array that its thread keeps.
    byte[] piece = new byte[count];
    int start = more.readerIndex();
    more.readBytes(piece);
    // What lies in a pooled buffer stays there until somebody else's bytes happen to overwrite it.
    more.setZero(start, count);
    bytes.writeBytes(piece);
  }

  /** The whole body; its bytes count as in hand until {@link #release}. */
  byte[] take() {
    byte[] whole = bytes.toByteArray();
    bytes = new ByteArrayOutputStream(0);
    return whole;
  }

  /** The request was answered, or its caller is gone. */
  void release() {
    bytes = new ByteArrayOutputStream(0);
    metrics.bodyBytes.addAndGet(-reserved);
    reserved = 0;
  }
}
