package org.countersign.driver.link;

import java.time.Duration;

/**
 * An open line that carries bytes both ways, without bounds between messages: one write may arrive
 * in pieces, two may arrive as one. Every call comes on the device's own thread, except {@link
 * #close()}. Every limit is a span from the moment of the call, kept to about a millisecond.
 *
 * <p>A link that was lost (unplugged, connection closed by the far end) or closed stays so: each
 * later call throws at once. The driver lets its own failure reach the gateway, which closes the
 * device and opens it anew.
 */
public interface ByteLink extends AutoCloseable {

  /** Where it leads, as configured: a device path or {@code tcp://host:port}. Constant. */
  String name();

  /**
   * Waits for at least one byte and takes what is there.
   *
   * @param limit how long to wait for the first byte; zero takes what is there now
   * @return bytes taken, 1 to {@code length}; 0 if the limit passed without one
   * @throws LinkException if the link is lost or closed, or the thread was interrupted
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  int read(byte[] into, int offset, int length, Duration limit) throws LinkException;

  /**
   * Hands all bytes to the line and returns when the operating system has taken them, which is
   * before they have left.
   *
   * @throws LinkException if that did not happen; {@link LinkException#nothingSent()} tells whether
   *     the far end can have got a part of them. After {@link LinkException.Reason#STUCK} the link
   *     is lost.
   */
  void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException;

  /** Hands all of the array to the line, as the other method does. */
  default void write(byte[] bytes, Duration limit) throws LinkException {
    write(bytes, 0, bytes.length, limit);
  }

  /**
   * Waits until what was written has left for the far end, as far as the line can tell (serial: the
   * output queue is empty; TCP: nothing to wait for).
   *
   * @throws LinkException {@link LinkException.Reason#STUCK} if it does not leave in time
   */
  void flush(Duration limit) throws LinkException;

  /**
   * Throws away what has arrived and was not read.
   *
   * @return how many bytes were thrown away
   */
  int discardInput() throws LinkException;

  /**
   * Changes speed and format of a serial line at once; a TCP link takes note and does nothing, as
   * its far end carries its own settings.
   *
   * @throws LinkException {@link LinkException.Reason#REFUSED} if the port cannot do it
   */
  void settings(LineSettings settings) throws LinkException;

  /** Whether it is neither lost nor closed, as far as is known now. Any thread. */
  boolean isOpen();

  /** Lets the line go. Idempotent; any thread; a running read or write throws at once. */
  @Override
  void close();
}
