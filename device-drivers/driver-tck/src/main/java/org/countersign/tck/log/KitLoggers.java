package org.countersign.tck.log;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * SLF4J's provider in the driver's world: every line at every level goes to the kit. It is loaded
 * together with SLF4J's interface by {@link ListeningLoader}, apart from the logging of the kit
 * itself.
 */
public final class KitLoggers implements SLF4JServiceProvider {

  // Set once by the loader that loaded this copy of the class; one copy a kit.
  private static volatile @Nullable Consumer<String> sink;

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new NOPMDCAdapter();

  /** Where the lines go. */
  public static void listen(Consumer<String> lines) {
    sink = lines;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return KitLogger::new;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {}

  private static final class KitLogger extends LegacyAbstractLogger implements Logger {
    private static final long serialVersionUID = 1L;

    KitLogger(String name) {
      this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      Consumer<String> to = sink;
      if (to != null) {
        String text = MessageFormatter.basicArrayFormat(message, arguments);
        to.accept(level + " " + name + ": " + text + (thrown == null ? "" : " " + thrown));
      }
    }
  }
}
