package org.countersign.driver;

import java.util.Optional;
import java.util.Set;

/** An open device. Every call but {@link #close()} comes on the device's own thread. */
public interface Device extends AutoCloseable {

  /** What the device says of itself; constant while it is open. */
  DeviceInfo info();

  /** The capabilities it has; constant while it is open. */
  Set<Class<? extends Capability>> capabilities();

  /** The capability, or empty if the device has it not. */
  <C extends Capability> Optional<C> capability(Class<C> type);

  /**
   * Brings the device to a known state without moving a card.
   *
   * @throws DeviceException if the device stays unusable
   */
  void reset() throws DeviceException;

  /**
   * Lets the device go. Idempotent; any thread; makes a running call return at once with {@link
   * Fault#CANCELLED}.
   */
  @Override
  void close();
}
