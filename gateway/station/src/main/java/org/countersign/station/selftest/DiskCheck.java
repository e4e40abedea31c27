package org.countersign.station.selftest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Whether the ledger's disk has room for the day's records. */
public final class DiskCheck implements Check {

  /** Its records, and the application while it waits; a card takes some 60 KB. */
  static final long BYTES_A_CARD = 256 << 10;

  private final Path ledger;
  private final long freeSpace;

  /**
   * Looks where the ledger is.
   *
   * @param freeSpace bytes that must be free before a card is begun
   */
  public DiskCheck(Path ledger, long freeSpace) {
    this.ledger = ledger;
    this.freeSpace = freeSpace;
  }

  @Override
  public Item item() {
    return Item.DISK;
  }

  @Override
  public List<Finding> look() {
    OptionalLong free = free();
    if (free.isEmpty()) {
      return List.of(Finding.bad(item(), "", "disk.silent", ledger));
    }
    String left = mebibytes(free.getAsLong());
    String limit = mebibytes(freeSpace);
    if (free.getAsLong() < freeSpace) {
      return List.of(Finding.bad(item(), "", "disk.full", left, limit, ledger));
    }
    return free.getAsLong() < 2 * freeSpace
        ? List.of(Finding.warning(item(), "", "disk.low", left, limit, ledger))
        : List.of(Finding.good(item(), "", "disk.good", left));
  }

  /** Cards that it has room for. */
  long cards() {
    return Math.max(0, free().orElse(0) - freeSpace) / BYTES_A_CARD;
  }

  private OptionalLong free() {
    try {
      Path folder = ledger.toAbsolutePath().getParent();
      return OptionalLong.of(Files.getFileStore(folder).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static String mebibytes(long bytes) {
    return bytes / (1 << 20) + " MiB";
  }
}
