package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Space put by for the records that close what is open: a file beside the ledger that is deleted
 * when the disk is full, whoever filled it, and made again when there is room. The ledger's thread;
 * {@link #inUse} any thread.
 */
final class DiskReserve implements Reserve {

  /** The records of some hundred cards. */
  static final int SIZE = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
  private static final int BLOCK = 64 << 10;

  private final Path file;
  private final int size;
  private final long freeSpace;
  private boolean there;
  private volatile Optional<String> inUse = Optional.empty();

  /**
   * Looks whether the file is there; makes nothing yet.
   *
   * @param size in bytes
   * @param freeSpace bytes that must be free before a card is begun; the file is made only where
   *     that much stays free
   */
  DiskReserve(Path ledger, int size, long freeSpace) {
    this.file = ledger.resolveSibling(ledger.getFileName() + ".reserve");
    this.size = size;
    this.freeSpace = freeSpace;
    this.there = sizeOf(file) == size;
  }

  @Override
  public boolean release() {
    if (!there) {
      return false;
    }
    try {
      Files.delete(file);
    } catch (IOException e) {
      LOG.error("the reserve {} could not be released: {}", file, e.getMessage());
      return false;
    }
    there = false;
    inUse =
        Optional.of(
            "the disk of "
                + file
                + " was full: its reserve of "
                + (size >> 10)
                + " KiB is in use to close what is open and no card is begun; free some space");
    LOG.error("{}", inUse.get());
    return true;
  }

  @Override
  public void tend() {
    try {
      long free = Files.getFileStore(file.getParent()).getUsableSpace();
      if (there && free < size) {
        boolean ignored = release();
      } else if (!there && free >= freeSpace + 2L * size) {
        make();
        if (inUse.isPresent()) {
          LOG.info("there is room on the disk again; the reserve {} is put by", file);
        }
        there = true;
        inUse = Optional.empty();
      }
    } catch (IOException e) {
      LOG.warn("the reserve {} could not be made: {}; it is tried again", file, e.getMessage());
    }
  }

  /** Random, since some file systems do not store zeros. */
  private void make() throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".new");
    Random random = new Random();
    byte[] block = new byte[BLOCK];
    try (FileChannel channel =
        FileChannel.open(
            made,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (int written = 0; written < size; written += block.length) {
        random.nextBytes(block);
        ByteBuffer rest = ByteBuffer.wrap(block, 0, Math.min(block.length, size - written));
        while (rest.hasRemaining()) {
          int ignored = channel.write(rest);
        }
      }
      channel.force(true);
      Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public Optional<String> inUse() {
    return inUse;
  }
}
