package org.countersign.tck.toy;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The device's end of one line: makes lines of bytes and bytes of answers. */
final class ToyPort implements AutoCloseable {

  private final ToyDevice device;
  private final Consumer<byte[]> host;
  private final StringBuilder partial = new StringBuilder();
  private final ScheduledExecutorService work;

  /**
   * A line that is connected.
   *
   * @param host takes what the device says; the port's own thread
   */
  ToyPort(ToyDevice device, Consumer<byte[]> host) {
    this.device = device;
    this.host = host;
    this.work =
        Executors.newSingleThreadScheduledExecutor(task -> {
          Thread thread = new Thread(task, "toy-device");
          thread.setDaemon(true);
          thread.setContextClassLoader(ToyPort.class.getClassLoader());
          return thread;
        });
  }

  /** Takes what the host wrote; any thread. */
  void take(byte[] bytes) {
    try {
      work.execute(() -> read(bytes));
    } catch (RejectedExecutionException e) {
      // The line was cut while the host wrote: nobody is there to read it.
      return;
    }
  }

  private void read(byte[] bytes) {
    partial.append(new String(bytes, StandardCharsets.ISO_8859_1));
    for (int end = partial.indexOf("\n"); end >= 0; end = partial.indexOf("\n")) {
      String line = partial.substring(0, end);
      partial.delete(0, end + 1);
      device.answer(line).ifPresent(this::send);
    }
    if (partial.length() > ToyDevice.LONGEST_LINE) {
      partial.setLength(0);
    }
  }

  private void send(ToyDevice.Answer answer) {
    byte[] bytes = answer.line().getBytes(StandardCharsets.ISO_8859_1);
    if (answer.after().isZero()) {
      host.accept(bytes);
    } else {
      var unused =
          work.schedule(() -> host.accept(bytes), answer.after().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    work.shutdownNow();
  }
}
