package org.countersign.station.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in a file beside the one on standard error, for boxes without a journal: {@code file},
 * {@code file.1} the one before, and so on. It takes at most {@code (keep + 1) * size} bytes and
 * one line.
 */
public final class LogFile implements AutoCloseable {

  /** Date and time, since a file has none of the journal's. */
  private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";

  private final LoggerContext context;
  private final CollapsingAppender appender;

  private LogFile(LoggerContext context, CollapsingAppender appender) {
    this.context = context;
    this.appender = appender;
  }

  /**
   * Writes every line into the file too, from now on. A file that cannot be written is told on
   * standard error and stops nobody.
   *
   * @param size in bytes at which the next file is begun
   * @param keep full files that are kept, 1 to 20
   * @throws IllegalStateException if another library than Logback does the logging
   */
  public static LogFile start(Path file, long size, int keep) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      throw new IllegalStateException("not Logback but " + factory.getClass().getName());
    }
    RollingFileAppender<ILoggingEvent> rolling = new RollingFileAppender<>();
    rolling.setContext(context);
    rolling.setFile(file.toString());
    rolling.setEncoder(encoder(context));

    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(rolling);
    window.setFileNamePattern(file.toString().replace("%", "\\%") + ".%i");
    window.setMinIndex(1);
    window.setMaxIndex(keep);
    window.start();
    rolling.setRollingPolicy(window);

    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(size));
    // Otherwise it looks once a minute, and the bound is none.
    trigger.setCheckIncrement(Duration.buildByMilliseconds(0));
    trigger.start();
    rolling.setTriggeringPolicy(trigger);
    rolling.start();

    CollapsingAppender collapsing = new CollapsingAppender(System::nanoTime);
    collapsing.setContext(context);
    collapsing.addAppender(rolling);
    collapsing.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(collapsing);
    return new LogFile(context, collapsing);
  }

  private static PatternLayoutEncoder encoder(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern(LINE);
    encoder.start();
    return encoder;
  }

  @Override
  public void close() {
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
    appender.detachAndStopAllAppenders();
    appender.stop();
  }
}
