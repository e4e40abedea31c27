package org.countersign.station.commands;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.countersign.station.logging.CollapsingAppender;

/**
 * How the program logs: one line an event on standard error, UTF-8, equal ones collapsed. The level
 * of our own packages is the system property {@value #LEVEL}, others log warnings. In code, since
 * reading XML would take a tenth of the time in which the service is to be up; a logback
 * configuration on the class path or named by {@code logback.configurationFile} still comes first.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {

  /** System property with the level: {@code WARN}, {@code INFO}, {@code DEBUG}. */
  public static final String LEVEL = "countersign.log";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    ClassLoader loader = LogConfiguration.class.getClassLoader();
    if (System.getProperty("logback.configurationFile") != null
        || loader.getResource("logback-test.xml") != null
        || loader.getResource("logback.xml") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    CollapsingAppender collapsing = new CollapsingAppender(System::nanoTime);
    collapsing.setContext(context);
    collapsing.addAppender(appender);
    collapsing.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(collapsing);
    context
        .getLogger("org.countersign")
        .setLevel(Level.toLevel(System.getProperty(LEVEL, "INFO"), Level.INFO));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
