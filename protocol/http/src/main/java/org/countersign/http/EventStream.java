package org.countersign.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of server-sent events (WHATWG HTML 9.2): its heartbeat, and its end when it does not
 * read. All on the connection's event loop unless said otherwise.
 */
abstract class EventStream {

  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

  private final ChannelHandlerContext context;
  private final HttpConfig.Limits limits;
  private final HttpMetrics metrics;
  private @Nullable Future<?> heartbeat;
  private @Nullable Future<?> stall;
  private boolean closed;

  EventStream(ChannelHandlerContext context, HttpConfig.Limits limits, HttpMetrics metrics) {
    this.context = context;
    this.limits = limits;
    this.metrics = metrics;
  }

  /** The socket takes more. */
  abstract void pump();

  /** Nothing more is to be told. */
  abstract void leave();

  /** Whether a comment may stand here. */
  boolean isBetweenEvents() {
    return true;
  }

  /** Writes the first lines and starts the heartbeat. */
  final void begin(String first) {
    write(first.getBytes(StandardCharsets.US_ASCII));
    long beat = limits.heartbeat().toNanos();
    heartbeat =
        context.executor().scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.NANOSECONDS);
    writabilityChanged();
  }

  final boolean isClosed() {
    return closed;
  }

  final boolean isWritable() {
    return context.channel().isWritable();
  }

  final void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  /** Writes a part of bytes that nobody changes. */
  final void write(byte[] bytes, int offset, int length) {
    context
        .writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes, offset, length)))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  /** Runs something on the event loop. Any thread. */
  final void later(Runnable task) {
    try {
      context.executor().execute(task);
    } catch (RejectedExecutionException stopped) {
      LOG.debug("an event stream outlived its server's loops");
    }
  }

  final void later(Runnable task, long millis) {
    var _ = context.executor().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Cuts the connection. Any thread. */
  final void cut() {
    var _ = context.close();
  }

  private void beat() {
    if (!closed && isWritable() && isBetweenEvents()) {
      write(": \n\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  final void writabilityChanged() {
    if (closed) {
      return;
    }
    if (isWritable()) {
      cancel(stall);
      stall = null;
      pump();
    } else if (stall == null) {
      stall =
          context
              .executor()
              .schedule(this::stalled, limits.stall().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void stalled() {
    LOG.warn(
        "An event stream's client has read nothing for {}; the stream is closed. It can come back.",
        limits.stall());
    metrics.stalledStream();
    cut();
  }

  /** Ends the stream in good order; the client comes back. */
  final void end() {
    close();
    context
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(ChannelFutureListener.CLOSE);
  }

  /** The connection is gone. Idempotent. */
  final void close() {
    if (!closed) {
      closed = true;
      metrics.streams.decrementAndGet();
      cancel(heartbeat);
      cancel(stall);
      leave();
    }
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
