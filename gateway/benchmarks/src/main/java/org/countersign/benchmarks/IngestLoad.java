package org.countersign.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** The process of {@link FleetPublisher}, and one receiver's turn at it. One thread. */
final class IngestLoad implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private IngestLoad(Process process) {
    this.process = process;
    this.answers = process.inputReader(UTF_8);
    this.orders = process.outputWriter(UTF_8);
  }

  /**
   * Starts it, and waits until its messages are ready.
   *
   * @param port of the broker on loopback
   */
  static IngestLoad start(int port, int stations, int districts) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcountersign.log=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                FleetPublisher.class.getName(),
                Integer.toString(port),
                Integer.toString(stations),
                Integer.toString(districts))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    IngestLoad load = new IngestLoad(process);
    String ready = load.answers.readLine();
    if (!"ready".equals(ready)) {
      load.close();
      throw new IOException("the publisher did not start; it said " + ready);
    }
    return load;
  }

  /**
   * A receiver's turn.
   *
   * @param received messages that it has so far
   * @return reports a second in the time that is measured
   * @throws IOException if not everything that was sent is received in the end
   */
  double turn(LongSupplier received, Duration measured) throws IOException, InterruptedException {
    long before = received.getAsLong();
    long births = ask("births");
    long begun = before + births;
    Await.until("all births are received", LIMIT, () -> received.getAsLong() >= begun);
    order("go");
    lead(received, begun, WARM_UP);
    long first = received.getAsLong();
    long began = System.nanoTime();
    lead(received, begun, measured);
    double seconds = (System.nanoTime() - began) / 1e9;
    long last = received.getAsLong();
    long sent = ask("stop");
    Await.until(
        "all " + sent + " reports are received", LIMIT, () -> received.getAsLong() >= begun + sent);
    return (last - first) / seconds;
  }

  /** Tells it all the time how far the receiver is. */
  private void lead(LongSupplier received, long begun, Duration time) throws IOException {
    long ends = System.nanoTime() + time.toNanos();
    for (long told = -1; System.nanoTime() - ends < 0; ) {
      long seen = received.getAsLong() - begun;
      if (seen != told) {
        order("seen " + seen);
        told = seen;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void order(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
  }

  private long ask(String line) throws IOException {
    order(line);
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the publisher ended when it was told " + line);
    }
    return Long.parseLong(answer);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      orders.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the publisher's input cannot be closed", e);
    }
  }
}
