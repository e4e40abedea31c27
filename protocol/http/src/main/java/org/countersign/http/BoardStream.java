package org.countersign.http;

import io.netty.channel.ChannelHandlerContext;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of an {@link EventBoard}. An event goes out in pieces, each only when the socket takes
 * it, so that a slow client holds one piece and a half over the water mark, encrypted or not, and
 * not whole events.
 */
final class BoardStream extends EventStream {

  private static final Logger LOG = LoggerFactory.getLogger(BoardStream.class);

  /** Bytes at a time: one record of TLS. */
  private static final int PIECE = 16 << 10;

  private final EventBoard board;
  private final HttpMetrics metrics;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** By name, the one that has waited longest first. Guarded by itself. */
  private final LinkedHashMap<String, EventBoard.Note> waiting = new LinkedHashMap<>();

  // All further state belongs to the event loop.
  private EventBoard.@Nullable Note current;
  private int written;

  BoardStream(
      ChannelHandlerContext context,
      EventBoard board,
      HttpConfig.Limits limits,
      HttpMetrics metrics) {
    super(context, limits, metrics);
    this.board = board;
    this.metrics = metrics;
  }

  void open() {
    if (!isClosed()) {
      board.join(this);
      begin("retry: 1000\n\n");
    }
  }

  /** Any thread. */
  void hear(EventBoard.Note note) {
    int names;
    synchronized (waiting) {
      waiting.putLast(note.name(), note);
      names = waiting.size();
    }
    if (names > board.mostWaiting()) {
      later(this::drop);
    } else if (woken.compareAndSet(false, true)) {
      later(this::wake);
    }
  }

  private void wake() {
    woken.set(false);
    pump();
  }

  private void drop() {
    if (!isClosed()) {
      LOG.info("An event stream's client is too far behind; the stream is closed.");
      metrics.stalledStream();
      cut();
    }
  }

  @Override
  void pump() {
    while (!isClosed() && isWritable()) {
      if (current == null) {
        current = next();
        written = 0;
      }
      if (current == null) {
        return;
      }
      byte[] frame = current.frame();
      int count = Math.min(PIECE, frame.length - written);
      int from = written;
      written += count;
      if (written == frame.length) {
        current = null;
      }
      write(frame, from, count);
    }
  }

  private EventBoard.@Nullable Note next() {
    synchronized (waiting) {
      var first = waiting.pollFirstEntry();
      return first == null ? null : first.getValue();
    }
  }

  @Override
  boolean isBetweenEvents() {
    return current == null;
  }

  @Override
  void leave() {
    board.leave(this);
    synchronized (waiting) {
      waiting.clear();
    }
  }
}
