package org.countersign.emulator;

import java.io.IOException;
import java.time.Duration;

/**
 * The device's end of a line: what the host wrote is read here, what is written here the host
 * reads. One thread reads and one writes; {@link #close()} may come from any thread.
 */
public interface EmulatedLine extends AutoCloseable {

  /**
   * Waits for at least one byte and takes what is there.
   *
   * @return bytes taken, 1 to {@code length}; 0 if the limit passed without one; -1 if the line has
   *     ended (unplugged, closed, the host hung up)
   * @throws IOException if the operating system failed otherwise
   */
  int read(byte[] into, int offset, int length, Duration limit) throws IOException;

  /**
   * Hands all bytes to the host and waits for as long as it takes none.
   *
   * @throws IOException if the line ended before all were taken
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /** The device no longer uses this line. A waiting read answers -1. Idempotent. */
  @Override
  void close();

  /**
   * Waits for the next byte without a limit.
   *
   * @return 0 to 255, or -1 if the line has ended
   */
  default int read() throws IOException {
    byte[] one = new byte[1];
    int taken;
    do {
      taken = read(one, 0, 1, Duration.ofMinutes(1));
    } while (taken == 0);
    return taken < 0 ? -1 : one[0] & 0xFF;
  }

  /** Hands all of the array to the host, as the other method does. */
  default void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }
}
