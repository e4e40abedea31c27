package org.countersign.host.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.link.GatewayLinks;
import org.countersign.protocol.v1.driverhost.Done;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.OpenDevice;
import org.countersign.protocol.v1.driverhost.ToChild;
import org.jspecify.annotations.Nullable;

/**
 * The child's side: one thread {@code device-<id>} makes every call into the driver, the thread of
 * the pipe takes cancellations and the closing meanwhile.
 */
final class ChildCalls {

  private static final int MOST_EVENTS = 64;
  private static final long CLOSING_MILLIS = 1_500;

  /** Finds the driver. */
  @FunctionalInterface
  interface Loading {
    DriverProvider load() throws IOException;
  }

  private final Loading loading;
  private final OutputStream out;
  private final GatewayLinks links = new GatewayLinks();
  private final BlockingQueue<ToChild> calls = new ArrayBlockingQueue<>(1);
  private final BlockingQueue<DeviceEvent> events = new ArrayBlockingQueue<>(MOST_EVENTS);
  private final Thread thread = new Thread(this::run, "device");
  private volatile @Nullable Device device;
  private volatile @Nullable CapabilityCalls capabilities;
  private long running;
  private long cancelled;

  ChildCalls(Loading loading, OutputStream out) {
    this.loading = loading;
    this.out = out;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a frame; false after the last. The pipe's thread. */
  boolean take(ToChild frame) throws IOException {
    switch (frame.getFrameCase()) {
      case CANCEL -> cancel(frame.getId());
      case CLOSE -> {
        return false;
      }
      default -> {
        if (!calls.offer(frame)) {
          throw new IOException("a call came before the last one was answered");
        }
      }
    }
    return true;
  }

  private synchronized void cancel(long id) {
    cancelled = id;
    if (running == id) {
      thread.interrupt();
    }
  }

  private synchronized void begin(long id) {
    running = id;
    if (cancelled == id) {
      thread.interrupt(); // The cancellation has overtaken its call.
    }
  }

  private synchronized void end() {
    running = 0;
    Thread.interrupted(); // It was meant for the call that has ended.
  }

  private void run() {
    try {
      while (true) {
        ToChild call = calls.take();
        begin(call.getId());
        FromChild.Builder answer = answer(call);
        end();
        send(answer.setId(call.getId()).build());
      }
    } catch (InterruptedException | IOException e) {
      Runtime.getRuntime().halt(0); // The gateway is gone.
    }
  }

  private FromChild.Builder answer(ToChild call) {
    try {
      if (call.hasOpen()) {
        return FromChild.newBuilder().setOpened(open(call.getOpen()).opened());
      }
      CapabilityCalls open = capabilities;
      if (open == null) {
        throw new IllegalStateException("no device is open");
      }
      return open.make(call);
    } catch (DeviceException e) {
      return FromChild.newBuilder().setFailed(Wire.failed(e));
    } catch (IOException e) {
      return failed(Fault.CONFIGURATION, Effect.NONE, String.valueOf(e.getMessage()), e);
    } catch (OutOfMemoryError e) {
      throw e; // The JVM ends on it.
    } catch (RuntimeException | Error e) {
      String message =
          "the driver failed with "
              + e.getClass().getName()
              + ", which it must not; report it to the driver's vendor";
      return failed(Fault.DRIVER_BUG, Effect.UNKNOWN, message, e);
    }
  }

  private static FromChild.Builder failed(
      Fault fault, Effect effect, String message, Throwable cause) {
    System.err.println("ERROR " + message);
    for (StackTraceElement frame : cause.getStackTrace()) {
      System.err.println("  at " + frame);
    }
    return FromChild.newBuilder()
        .setFailed(Wire.failed(new DeviceException(fault, effect, "", message)));
  }

  private CapabilityCalls open(OpenDevice open) throws DeviceException, IOException {
    thread.setName("device-" + open.getDeviceId());
    DriverProvider provider = loading.load();
    Thread teller = new Thread(this::tellEvents, "events-" + open.getDeviceId());
    teller.setDaemon(true);
    teller.start();
    // Full: an event may be dropped, a driver must not be held up.
    Device opened =
        provider.open(
            DriverContext.of(
                open.getDeviceId(),
                open.getConfigMap(),
                events::offer,
                links.forDevice(open.getDeviceId())));
    device = opened;
    CapabilityCalls made = new CapabilityCalls(opened);
    capabilities = made;
    return made;
  }

  private void tellEvents() {
    try {
      while (true) {
        send(FromChild.newBuilder().setEvent(Wire.happened(events.take())).build());
      }
    } catch (InterruptedException | IOException e) {
      Runtime.getRuntime().halt(0);
    }
  }

  private void send(FromChild frame) throws IOException {
    synchronized (out) {
      FrameChannel.write(out, frame);
    }
  }

  /** Closes the device, if that is done in a moment. The pipe's thread. */
  void closeDevice() {
    Device open = device;
    if (open == null) {
      return;
    }
    Thread closer = new Thread(open::close, "close");
    closer.setDaemon(true);
    closer.start();
    try {
      closer.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a call that has nothing to tell answers. */
  static FromChild.Builder done() {
    return FromChild.newBuilder().setDone(Done.getDefaultInstance());
  }
}
