package org.countersign.emulator;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A serial port made of a pseudo-terminal in raw mode. The host opens the slave side through a
 * symbolic link that stands for the device's {@code /dev/serial/by-id} name; {@link #unplug()}
 * removes the link and hangs the terminal up, {@link #replug()} makes a new terminal, in general
 * with another number, behind the same link.
 *
 * <p>What it cannot show: a pseudo-terminal accepts every speed, parity, stop bit and flow control
 * and carries none of them; it has no modem lines, no break, no direction to turn around, no
 * latency timer; and it is faster than any serial line. It holds bytes that the device sends while
 * no host has it open, as some adapters do.
 */
public final class Pty implements EmulatedPort {

  private final Path link;
  private @Nullable PtyMaster master;
  private boolean closed;

  private Pty(Path link) {
    this.link = link;
  }

  /**
   * Makes a pseudo-terminal and the link to it.
   *
   * @param link path of the link to be made; its folder exists, it does not
   * @throws IOException if either cannot be made
   */
  public static Pty open(Path link) throws IOException {
    Pty pty = new Pty(link.toAbsolutePath());
    pty.replug();
    return pty;
  }

  /** The link's path. */
  @Override
  public String address() {
    return link.toString();
  }

  /** The terminal behind the link now, for example {@code /dev/pts/7}. */
  public synchronized Path terminal() {
    if (master == null) {
      throw new IllegalStateException(link + " is unplugged");
    }
    return master.terminal();
  }

  @Override
  public synchronized EmulatedLine accept() throws IOException {
    try {
      while (master == null && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("waiting for " + link + " to be plugged in");
    }
    if (master == null) {
      throw new IOException(link + " is closed");
    }
    return master.newLine();
  }

  @Override
  public synchronized void unplug() {
    if (master == null) {
      return;
    }
    try {
      Files.deleteIfExists(link);
    } catch (IOException e) {
      throw new IllegalStateException("cannot remove " + link, e);
    } finally {
      master.hangUp();
      master = null;
    }
  }

  @Override
  public synchronized void replug() throws IOException {
    if (closed) {
      throw new IOException(link + " is closed");
    }
    if (master != null) {
      return;
    }
    PtyMaster made = PtyMaster.open();
    try {
      Files.createSymbolicLink(link, made.terminal());
    } catch (IOException e) {
      made.hangUp();
      throw e;
    }
    master = made;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    unplug();
    notifyAll();
  }
}
