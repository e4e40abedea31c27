package org.countersign.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens event streams, as many as the limits allow. */
final class EventStreams {

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);

  private static final long NONSENSE = Long.MIN_VALUE;

  private EventStreams() {}

  /** Number of the last event that the client has; -1 for none, {@link #NONSENSE} for nonsense. */
  static long lastEventId(HttpHeaders headers) {
    String text = headers.get("Last-Event-ID");
    if (text == null || text.isEmpty()) {
      return -1;
    }
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : NONSENSE;
  }

  /**
   * Opens a stream, which is filled with what came after the last event that the client has, or
   * with what is so now. Event loop.
   *
   * @throws Refusal if the number is nonsense or there are too many streams
   */
  static EventStream open(
      ChannelHandlerContext ctx, HttpConnection.Server server, EventSource source, long after)
      throws Refusal {
    if (after == NONSENSE) {
      throw new Refusal(
          HttpProblem.MALFORMED_REQUEST, "Last-Event-ID must be the number of an event.");
    }
    HttpConfig.Limits limits = server.config().limits();
    HttpMetrics metrics = server.metrics();
    if (metrics.streams.incrementAndGet() > limits.eventStreams()) {
      metrics.streams.decrementAndGet();
      throw new Refusal(Problem.busy("Too many event streams are open."));
    }
    return switch (source) {
      case EventLog log ->
          begun(ctx, new LogStream(ctx, log, server.workers(), limits, metrics), server, after);
      case EventBoard board -> {
        BoardStream stream = new BoardStream(ctx, board, limits, metrics);
        // After the head of the answer, which is written next.
        stream.later(stream::open);
        yield stream;
      }
    };
  }

  private static EventStream begun(
      ChannelHandlerContext ctx, LogStream stream, HttpConnection.Server server, long after)
      throws Refusal {
    if (!server.workers().offer(() -> begin(ctx, stream, after))) {
      stream.close();
      throw new Refusal(Problem.busy("Too many requests wait."));
    }
    return stream;
  }

  /** On a worker. */
  private static void begin(ChannelHandlerContext ctx, LogStream stream, long after) {
    try {
      stream.open(after);
    } catch (RuntimeException failure) {
      LOG.error("An event stream could not be opened.{}", Failures.text(failure));
      var _ = ctx.close();
    }
  }
}
