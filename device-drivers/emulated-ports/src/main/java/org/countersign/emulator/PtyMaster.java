package org.countersign.emulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The master side of one pseudo-terminal, from plug to unplug. It holds the slave side open too:
 * else the master would read "input/output error" whenever no host has it open, and the mode would
 * fall back to cooked. Calls hold the read lock, so that the descriptors are closed, and their
 * numbers reused, only after every call has seen the bell and left.
 */
final class PtyMaster {

  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();
  private final int master;
  private final int slave;
  private final int bell;
  private final Path terminal;
  private volatile boolean hungUp;

  private PtyMaster(int master, int slave, int bell, Path terminal) {
    this.master = master;
    this.slave = slave;
    this.bell = bell;
    this.terminal = terminal;
  }

  static PtyMaster open() throws IOException {
    int master = Posix.openTerminalMaster();
    int slave = -1;
    try {
      Path terminal = Path.of(Posix.unlockSlave(master));
      slave = Posix.openTerminal(terminal.toString());
      Posix.makeRaw(slave);
      return new PtyMaster(master, slave, Posix.newBell(), terminal);
    } catch (IOException e) {
      Posix.close(slave);
      Posix.close(master);
      throw e;
    }
  }

  Path terminal() {
    return terminal;
  }

  EmulatedLine newLine() {
    return new Line();
  }

  void hangUp() {
    hungUp = true;
    Posix.ring(bell);
    inUse.writeLock().lock();
    try {
      Posix.close(slave);
      Posix.close(master);
      Posix.close(bell);
    } finally {
      inUse.writeLock().unlock();
    }
  }

  private int read(byte[] into, int offset, int length, Duration limit) throws IOException {
    inUse.readLock().lock();
    try {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!hungUp) {
        int taken = Posix.read(master, into, offset, length);
        if (taken > 0) {
          return taken;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return 0;
        }
        Posix.await(master, Posix.POLLIN, bell, left);
      }
      return -1;
    } finally {
      inUse.readLock().unlock();
    }
  }

  private void write(byte[] bytes, int offset, int length) throws IOException {
    inUse.readLock().lock();
    try {
      int written = 0;
      while (written < length) {
        if (hungUp) {
          throw new IOException(
              terminal + " was unplugged after " + written + " of " + length + " bytes");
        }
        int taken = Posix.write(master, bytes, offset + written, length - written);
        written += taken;
        if (taken == 0) {
          Posix.await(master, Posix.POLLOUT, bell, Duration.ofMinutes(1).toNanos());
        }
      }
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** One session of the device; ends with the plug, or before it when the device is done. */
  private final class Line implements EmulatedLine {

    /** How often a session that was closed by another thread while it waits is noticed. */
    private static final Duration SLICE = Duration.ofMillis(100);

    private volatile boolean done;

    @Override
    public int read(byte[] into, int offset, int length, Duration limit) throws IOException {
      Objects.checkFromIndexSize(offset, length, into.length);
      long deadline = System.nanoTime() + limit.toNanos();
      while (!done) {
        long left = Math.max(0, deadline - System.nanoTime());
        Duration slice = Duration.ofNanos(Math.min(left, SLICE.toNanos()));
        int taken = PtyMaster.this.read(into, offset, length, slice);
        if (taken != 0 || left == 0) {
          return taken;
        }
      }
      return -1;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      PtyMaster.this.write(bytes, offset, length);
    }

    @Override
    public void close() {
      done = true;
    }
  }
}
