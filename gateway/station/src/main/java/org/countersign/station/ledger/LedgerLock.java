package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One process a ledger. The lock is the kernel's, on a file of its own beside the ledger, so it is
 * gone when the process is, however it ends.
 */
final class LedgerLock implements AutoCloseable {

  private final FileChannel channel;

  private LedgerLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The file that is locked. */
  static Path of(Path ledger) {
    return ledger.resolveSibling(ledger.getFileName() + ".lock");
  }

  /**
   * Takes the lock.
   *
   * @throws LedgerException if another process, or another gateway in this one, has it
   */
  static LedgerLock take(Path ledger) {
    Path file = of(ledger);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new LedgerException(
            "the ledger "
                + ledger
                + " is in use by another gateway: stop that one first; two would give the same"
                + " serial twice");
      }
      return new LedgerLock(channel);
    } catch (LedgerException e) {
      throw e;
    } catch (IOException e) {
      throw new LedgerException(
          "the ledger cannot be locked ("
              + e.getMessage()
              + "): is the disk sound and not read-only, and the folder the gateway's own?",
          e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new LedgerException("cannot give the ledger's lock back", e);
    }
  }
}
