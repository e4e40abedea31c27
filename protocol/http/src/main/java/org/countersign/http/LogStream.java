package org.countersign.http;

import io.netty.channel.ChannelHandlerContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of an {@link EventLog}.
 *
 * <p>It keeps no queue: it remembers the last number that it wrote and reads the log from there
 * whenever the socket takes more. So the past and the present come the same way, nothing is lost or
 * doubled between them, and a slow client costs one batch of memory until it is closed.
 */
final class LogStream extends EventStream {

  private static final Logger LOG = LoggerFactory.getLogger(LogStream.class);
  private static final int BATCH = 128;

  private final EventLog log;
  private final Workers workers;
  private final AtomicLong newest = new AtomicLong();
  private final AtomicBoolean woken = new AtomicBoolean();

  /** What the event loop has not taken yet; what it cannot use of it is read from the log. */
  private final Queue<EventLog.Event> arrivals = new ConcurrentLinkedQueue<>();

  // All further state belongs to the event loop.
  private EventLog.@Nullable Subscription subscription;
  private long cursor;
  private boolean reading;

  LogStream(
      ChannelHandlerContext context,
      EventLog log,
      Workers workers,
      HttpConfig.Limits limits,
      HttpMetrics metrics) {
    super(context, limits, metrics);
    this.log = log;
    this.workers = workers;
  }

  /**
   * Subscribes. On a worker.
   *
   * @param after number of the last event that the client has; negative for none, which starts with
   *     the next one to come
   */
  void open(long after) {
    EventLog.Subscription taken = log.subscribe(this::arrived);
    long latest = log.latest();
    newest.accumulateAndGet(latest, Math::max);
    // A number from a log that is gone must not silence the stream.
    long from = after < 0 ? latest : Math.min(after, latest);
    later(() -> begin(taken, from));
  }

  private void begin(EventLog.Subscription taken, long from) {
    if (isClosed()) {
      taken.close();
      return;
    }
    subscription = taken;
    cursor = from;
    // The number goes out at once, so that a client cut off before its first event can resume too.
    begin("retry: 1000\nid: " + from + "\n\n");
  }

  /** On the log's thread. */
  private void arrived(EventLog.Event event) {
    arrivals.add(event);
    newest.accumulateAndGet(event.number(), Math::max);
    if (woken.compareAndSet(false, true)) {
      later(this::take);
    }
  }

  /** Who has all that came before needs no look into the log. */
  private void take() {
    woken.set(false);
    boolean upToDate = subscription != null && !reading && isWritable();
    List<EventLog.Event> next = new ArrayList<>();
    EventLog.Event event;
    while ((event = arrivals.poll()) != null) {
      if (upToDate && event.number() == cursor + next.size() + 1) {
        next.add(event);
      }
    }
    if (next.isEmpty()) {
      pump();
    } else {
      deliver(frames(next), next.getLast().number());
    }
  }

  @Override
  void pump() {
    // An event may come before the stream has begun and knows from where to tell.
    boolean begun = subscription != null && !isClosed();
    boolean heard = cursor >= newest.get() || !arrivals.isEmpty();
    if (!begun || reading || heard || !isWritable()) {
      return;
    }
    reading = true;
    long after = cursor;
    if (!workers.offer(() -> read(after))) {
      reading = false;
      later(this::pump, 100);
    }
  }

  /** On a worker. */
  private void read(long after) {
    try {
      List<? extends EventLog.Event> events = log.after(after, BATCH);
      byte[] frames = frames(events);
      long last = events.isEmpty() ? newest.get() : events.getLast().number();
      later(() -> deliver(frames, last));
    } catch (RuntimeException broken) {
      LOG.error("An event stream is closed: its events cannot be read.{}", Failures.text(broken));
      cut();
    }
  }

  private void deliver(byte[] frames, long last) {
    reading = false;
    if (isClosed()) {
      return;
    }
    cursor = Math.max(cursor, last);
    if (frames.length > 0) {
      write(frames);
    }
    pump();
  }

  @Override
  void leave() {
    if (subscription != null) {
      subscription.close();
    }
  }

  private static byte[] frames(List<? extends EventLog.Event> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(events.size() * 256);
    for (EventLog.Event event : events) {
      String head = "id: " + event.number() + "\nevent: " + event.kind() + "\ndata: ";
      out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
      out.writeBytes(event.data());
      out.writeBytes(new byte[] {'\n', '\n'});
    }
    return out.toByteArray();
  }
}
