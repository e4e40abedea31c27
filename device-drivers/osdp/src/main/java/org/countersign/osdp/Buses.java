package org.countersign.osdp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LinkException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a loaded driver. Devices that name the same port share one: the first opens it, the
 * last closes it. Two names of one serial port are one line. Any thread.
 */
final class Buses {

  private static final String DOING = "opening the line to an OSDP reader";

  private final ConcurrentMap<String, Port> ports = new ConcurrentHashMap<>();

  /** One opens it at a time; another port's devices do not wait for a slow one. */
  private static final class Port {
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable Bus bus;
  }

  /**
   * Joins a reader's line, which is opened if nobody has it.
   *
   * @throws DeviceException {@link Fault#CONFIGURATION} if the line cannot be opened or the reader
   *     does not fit those on it; {@link Fault#COMMUNICATION} if the line is gone
   */
  Line join(DriverContext context, OsdpSettings settings, Duration limit, LongSupplier clock)
      throws DeviceException {
    Port port = ports.computeIfAbsent(name(settings.port()), p -> new Port());
    try {
      port.opening.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DeviceException(Fault.CANCELLED, Effect.NONE, "", DOING + ": interrupted", e);
    }
    try {
      return joined(port, context, settings, limit, clock);
    } catch (LinkException e) {
      throw e.because(Effect.NONE, DOING);
    } finally {
      port.opening.unlock();
    }
  }

  private static Line joined(
      Port port, DriverContext context, OsdpSettings settings, Duration limit, LongSupplier clock)
      throws DeviceException, LinkException {
    Bus open = port.bus;
    if (open != null) {
      Line line = new Line(open, context.deviceId(), settings, clock);
      if (open.join(line, settings.line())) {
        return line;
      }
    }
    port.bus = null;
    Bus bus =
        new Bus(
            context.links().open(settings.port(), settings.line(), limit), settings.line(), clock);
    Line line = new Line(bus, context.deviceId(), settings, clock);
    if (!bus.join(line, settings.line())) {
      throw new DeviceException(
          Fault.COMMUNICATION, Effect.NONE, "", DOING + ": " + bus.name() + " was lost at once");
    }
    port.bus = bus;
    return line;
  }

  /** A path that leads nowhere is refused with its reason by the opening itself. */
  private static String name(String port) {
    try {
      return Path.of(port).toRealPath().toString();
    } catch (IOException | RuntimeException e) {
      return port;
    }
  }
}
