package org.countersign.station.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Passes at most {@value #MOST} lines a minute of one cause on, and says afterwards how many it
 * left out. A cause is a place in the code, which its logger, level and format name, and what the
 * line is about, its first argument: a device that fails over and over hides no other device.
 * Thread-safe.
 */
public final class CollapsingAppender extends AppenderBase<ILoggingEvent>
    implements AppenderAttachable<ILoggingEvent> {

  /** Lines of one cause in a minute. */
  public static final int MOST = 10;

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Causes that are watched at once; beyond them the oldest is forgotten. */
  private static final int CAUSES = 500;

  private static final int SUBJECT = 64;

  private record Cause(String logger, Level level, String format, String subject) {}

  /** What came of one cause since its window began. */
  private static final class Count {
    private final long since;
    private int lines;
    private int leftOut;

    Count(long since) {
      this.since = since;
    }
  }

  private final LongSupplier nanoTime;
  private final AppenderAttachableImpl<ILoggingEvent> next = new AppenderAttachableImpl<>();
  private final Map<Cause, Count> counts = new LinkedHashMap<>();

  /** Passes nothing on until something is attached and it is started. */
  public CollapsingAppender(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  protected void append(ILoggingEvent event) {
    // AppenderBase lets one thread in at a time.
    long now = nanoTime.getAsLong();
    endWindows(now);
    Count count = counts.computeIfAbsent(cause(event), cause -> new Count(now));
    if (count.lines < MOST) {
      count.lines++;
      pass(event);
    } else {
      count.leftOut++;
    }
  }

  /** Windows begin in the order of the map. */
  private void endWindows(long now) {
    Iterator<Map.Entry<Cause, Count>> oldest = counts.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Cause, Count> entry = oldest.next();
      if (now - entry.getValue().since < WINDOW.toNanos() && counts.size() < CAUSES) {
        return;
      }
      oldest.remove();
      tell(entry.getKey(), entry.getValue().leftOut);
    }
  }

  private void tell(Cause cause, int leftOut) {
    if (leftOut > 0 && getContext() instanceof LoggerContext context) {
      pass(
          new LoggingEvent(
              CollapsingAppender.class.getName(),
              context.getLogger(cause.logger()),
              cause.level(),
              leftOut
                  + " more lines like this within a minute were left out: "
                  + cause.format()
                  + (cause.subject().isEmpty() ? "" : " [" + cause.subject() + "]"),
              null,
              null));
    }
  }

  private static Cause cause(ILoggingEvent event) {
    Object[] arguments = event.getArgumentArray();
    String subject = arguments == null || arguments.length == 0 ? "" : "" + arguments[0];
    return new Cause(
        event.getLoggerName(),
        event.getLevel(),
        event.getMessage() == null ? "" : event.getMessage(),
        subject.length() > SUBJECT ? subject.substring(0, SUBJECT) : subject);
  }

  private void pass(ILoggingEvent event) {
    int ignored = next.appendLoopOnAppenders(event);
  }

  @Override
  public void addAppender(Appender<ILoggingEvent> appender) {
    next.addAppender(appender);
  }

  @Override
  public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
    return next.iteratorForAppenders();
  }

  @Override
  public Appender<ILoggingEvent> getAppender(String name) {
    return next.getAppender(name);
  }

  @Override
  public boolean isAttached(Appender<ILoggingEvent> appender) {
    return next.isAttached(appender);
  }

  @Override
  public void detachAndStopAllAppenders() {
    next.detachAndStopAllAppenders();
  }

  @Override
  public boolean detachAppender(Appender<ILoggingEvent> appender) {
    return next.detachAppender(appender);
  }

  @Override
  public boolean detachAppender(String name) {
    return next.detachAppender(name);
  }
}
