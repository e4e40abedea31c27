package org.countersign.emulator;

import java.io.IOException;

/** Where a host finds an emulated device: a pseudo-terminal or a listening TCP port. Any thread. */
public interface EmulatedPort extends AutoCloseable {

  /** What the gateway is configured with: a path or {@code tcp://127.0.0.1:port}. Constant. */
  String address();

  /**
   * Waits until the device is plugged in (pseudo-terminal) or a host has connected (TCP).
   *
   * @throws IOException if the port is closed, or the thread was interrupted
   */
  EmulatedLine accept() throws IOException;

  /**
   * Pulls the plug: the host sees its line end, the device too, and the address leads nowhere.
   * Idempotent. Returns when it is done.
   */
  void unplug();

  /** Plugs in again under the same address. Does nothing if it is plugged in. */
  void replug() throws IOException;

  /** Unplugs for good. Idempotent. */
  @Override
  void close();
}
