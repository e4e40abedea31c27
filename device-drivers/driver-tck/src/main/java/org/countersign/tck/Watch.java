package org.countersign.tck;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.countersign.driver.DeviceEvent;
import org.countersign.host.bundle.DriverClassLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Everything that a driver says, in whatever way, from the first check to the last. Any thread. */
final class Watch implements AutoCloseable {

  private static final int MOST_KEPT = 200_000;

  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Lines logged = new Lines();
  private final Lines thrown = new Lines();
  private final Lines told = new Lines();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Handler handler = new JulHandler();

  /** Takes the JVM's output streams until it is closed. */
  static Watch start() {
    // SLF4J says something when it is first used, which may be by a line that a driver opens.
    LoggerFactory.getILoggerFactory();
    Watch watch = new Watch();
    System.setOut(watch.listening("System.out", watch.out));
    System.setErr(watch.listening("System.err", watch.err));
    Logger.getLogger("").addHandler(watch.handler);
    return watch;
  }

  private PrintStream listening(String name, PrintStream to) {
    return new PrintStream(new Stream(name, to), true, StandardCharsets.UTF_8);
  }

  /** What the driver's code printed, with the stream's name. */
  List<String> output() {
    return output;
  }

  void logged(String line) {
    logged.add(line);
  }

  void thrown(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      this.thrown.add(cause.toString());
      if (cause == cause.getCause()) {
        return;
      }
    }
  }

  void told(DeviceEvent event) {
    told.add(event.kind() + " " + event.detail());
  }

  List<String> logged() {
    return logged.all();
  }

  List<String> thrown() {
    return thrown.all();
  }

  List<String> told() {
    return told.all();
  }

  @Override
  public void close() {
    System.setOut(out);
    System.setErr(err);
    Logger.getLogger("").removeHandler(handler);
  }

  /** Whether a frame of the running thread is the driver's. */
  private static boolean isDrivers() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(frames ->
            frames.anyMatch(
                frame -> frame.getDeclaringClass().getClassLoader() instanceof DriverClassLoader));
  }

  private static final class Lines {
    private final List<String> lines = new ArrayList<>();

    synchronized void add(String line) {
      if (lines.size() < MOST_KEPT) {
        lines.add(line);
      }
    }

    synchronized List<String> all() {
      return List.copyOf(lines);
    }
  }

  private final class Stream extends OutputStream {
    private final String name;
    private final PrintStream to;

    Stream(String name, PrintStream to) {
      this.name = name;
      this.to = to;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (isDrivers()) {
        output.add(name + ": " + new String(bytes, offset, length, StandardCharsets.UTF_8).strip());
      }
      to.write(bytes, offset, length);
    }

    @Override
    public void flush() {
      to.flush();
    }
  }

  private final class JulHandler extends Handler {
    @Override
    public void publish(LogRecord line) {
      if (isDrivers()) {
        logged(line.getLevel() + " " + line.getLoggerName() + ": " + line.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
