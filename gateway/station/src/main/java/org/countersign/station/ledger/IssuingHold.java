package org.countersign.station.ledger;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What speaks against beginning a job or a card at this moment. Any thread. */
final class IssuingHold {

  private final Ledger.Settings settings;
  private final StationTime time;
  private final LedgerWriter writer;
  private final Standing standing;
  private final Grants grants;

  /** Found once: to find it the table of mounts is read. */
  private volatile @Nullable FileStore store;

  IssuingHold(
      Ledger.Settings settings,
      StationTime time,
      LedgerWriter writer,
      Standing standing,
      Grants grants) {
    this.settings = settings;
    this.time = time;
    this.writer = writer;
    this.standing = standing;
    this.grants = grants;
  }

  /** For the operator, the gravest first; empty if nothing speaks against it. */
  Optional<String> reason() {
    return writer
        .failure()
        .or(standing::objection)
        .or(time::objection)
        .or(this::diskFull)
        .or(grants::objection);
  }

  /** Why the disk has no room for another card's records; empty if it has. */
  Optional<String> diskFull() {
    Optional<String> reserveInUse = writer.reserveInUse();
    if (reserveInUse.isPresent()) {
      return reserveInUse;
    }
    try {
      FileStore disk = store;
      if (disk == null) {
        disk = Files.getFileStore(settings.file());
        store = disk;
      }
      long free = disk.getUsableSpace();
      return free >= settings.freeSpace()
          ? Optional.empty()
          : Optional.of(
              "the disk of "
                  + settings.file()
                  + " has less than "
                  + settings.freeSpace() / 1024
                  + " KiB left: no card is begun without room for its records; free some space");
    } catch (IOException e) {
      return Optional.of("the disk of " + settings.file() + " does not answer: " + e.getMessage());
    }
  }
}
