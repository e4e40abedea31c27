package org.countersign.station.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.station.jobs.StationEvent;
import org.countersign.trust.audit.SignedTreeHead;

/**
 * A ledger that is only looked at: one that a gateway is running on, one that stands still, or a
 * copy of one. Nothing is written beside it, so a copy on a read-only disk will do.
 *
 * <p>A running gateway's is read beside it, as any reader of SQLite does. One that stands still is
 * read as it is. If a write-ahead log was left behind, by a crash or by copying a running one's
 * files, file and log are copied into a folder of this process first, because SQLite would have to
 * write an index beside the log.
 */
public final class LedgerFile implements AutoCloseable {

  private final Path file;
  private final LedgerReader reader;
  private final Optional<Path> copies;
  private final Optional<FileTime> still;

  private LedgerFile(
      Path file, LedgerReader reader, Optional<Path> copies, Optional<FileTime> still) {
    this.file = file;
    this.reader = reader;
    this.copies = copies;
    this.still = still;
  }

  /**
   * Opens a ledger for looking at it.
   *
   * @throws LedgerException if there is none, or it cannot be read
   */
  public static LedgerFile open(Path path) {
    Path file = path.toAbsolutePath();
    if (!Files.isRegularFile(file)) {
      throw new LedgerException("there is no ledger " + file);
    }
    try {
      SqliteLibrary.settleElsewhere();
      if (isInUse(file)) {
        return new LedgerFile(
            file, new LedgerReader(Schema.reader(file)), Optional.empty(), Optional.empty());
      }
      return hasLog(file) ? copied(file) : still(file);
    } catch (SQLException | IOException e) {
      throw new LedgerException("cannot read the ledger " + file + ": " + e.getMessage(), e);
    }
  }

  private static LedgerFile still(Path file) throws SQLException, IOException {
    FileTime changed = Files.getLastModifiedTime(file);
    return new LedgerFile(
        file, new LedgerReader(Schema.still(file)), Optional.empty(), Optional.of(changed));
  }

  private static LedgerFile copied(Path file) throws SQLException, IOException {
    Path folder = Files.createTempDirectory("countersign-ledger-");
    try {
      Path copy = folder.resolve("ledger.db");
      Files.copy(file, copy);
      Files.copy(log(file), log(copy));
      return new LedgerFile(
          file, new LedgerReader(Schema.reader(copy)), Optional.of(folder), Optional.empty());
    } catch (SQLException | IOException e) {
      remove(folder);
      throw e;
    }
  }

  private static boolean hasLog(Path file) throws IOException {
    return Files.exists(log(file)) && Files.size(log(file)) > 0;
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + "-wal");
  }

  /** Whether a gateway has it. The lock is only tried, on a file that is there already. */
  private static boolean isInUse(Path file) throws IOException {
    Path lockFile = LedgerLock.of(file);
    if (!Files.exists(lockFile)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true; // A gateway in this very process.
    }
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /** Reads all of it and says what is wrong. */
  public LedgerAudit.Report audit(LedgerAudit.Known known) {
    LedgerAudit.Report report = LedgerAudit.of(reader, known);
    requireStill();
    return report;
  }

  /** The newest signed head; empty before the first. */
  public Optional<SignedTreeHead> newestHead() {
    return new HeadQuestions(reader).newest().map(HeadQuestions.Kept::signed);
  }

  /** The certificate of the key that signed a head, as it is on record. */
  public Optional<X509Certificate> certificate(SignedTreeHead head) {
    return new HeadQuestions(reader).certificate(head);
  }

  /** The records of every job that has this id, had this serial, or had this chip in hand. */
  public List<StationEvent> history(String jobSerialOrChip) {
    return new History(reader).of(jobSerialOrChip);
  }

  /**
   * Proves the records of the job that has a serial.
   *
   * @throws LedgerException if there is no such serial, or no head is over its records yet
   */
  public LedgerProof prove(String serial) {
    return LedgerProof.of(reader, serial);
  }

  /** Under a file that nobody is expected to write, nobody may have written. */
  private void requireStill() {
    try {
      if (still.isPresent() && !Files.getLastModifiedTime(file).equals(still.get())) {
        throw new LedgerException(
            "a gateway began to write " + file + " while it was read: ask again");
      }
    } catch (IOException e) {
      throw new LedgerException("cannot read the ledger " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    reader.close();
    copies.ifPresent(LedgerFile::remove);
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the copy in " + folder + " was left behind: remove it", e);
    }
  }
}
