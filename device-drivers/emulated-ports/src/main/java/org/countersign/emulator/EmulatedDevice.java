package org.countersign.emulator;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a device's side of a protocol at a port, on one thread {@code emulator-<name>}: one session
 * after the other, each from plug or connection to its end.
 */
public final class EmulatedDevice implements AutoCloseable {

  /** One session of the device, from switched on to switched off. */
  public interface Session {

    /**
     * Serves the host until the line ends.
     *
     * @throws IOException if the line ends in the middle; it is no failure of the device
     */
    void serve(EmulatedLine line) throws IOException;
  }

  private final EmulatedPort port;
  private final Session session;
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
  private volatile boolean closed;

  private EmulatedDevice(String name, EmulatedPort port, Session session) {
    this.port = port;
    this.session = session;
    this.thread = Thread.ofPlatform().daemon().name("emulator-" + name).unstarted(this::run);
  }

  /** Starts to serve; closing the device closes the port. */
  public static EmulatedDevice start(String name, EmulatedPort port, Session session) {
    EmulatedDevice device = new EmulatedDevice(name, port, session);
    device.thread.start();
    return device;
  }

  /** Where the host finds it. */
  public EmulatedPort port() {
    return port;
  }

  private void run() {
    try {
      while (!closed) {
        try (EmulatedLine line = port.accept()) {
          session.serve(line);
        } catch (IOException lineEnded) {
          // The next plug or connection is the next session; a closed port ends the loop.
        }
      }
    } catch (RuntimeException | Error e) {
      defect.set(e);
      port.close();
    }
  }

  /**
   * Ends the session and the port and waits for the thread.
   *
   * @throws IllegalStateException if the device's own code failed, with that failure as the cause
   */
  @Override
  public void close() {
    closed = true;
    port.close();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Throwable failure = defect.get();
    if (failure != null) {
      throw new IllegalStateException("the emulated device failed", failure);
    }
    if (thread.isAlive()) {
      throw new IllegalStateException(thread.getName() + " does not end: it ignores its line");
    }
  }
}
