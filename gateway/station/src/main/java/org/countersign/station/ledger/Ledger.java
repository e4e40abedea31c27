package org.countersign.station.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.station.config.SerialRange;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.StationEvent;

/**
 * The station's durable record. Any thread but an event loop; every change is on the disk when the
 * call returns, and an interrupt does not cut it short. A change that is refused throws a {@link
 * LedgerException} and has not happened.
 */
public final class Ledger implements AutoCloseable {

  private static final int TAIL = 10_000;
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

  /**
   * Where and how.
   *
   * @param file of the database; its folder is made with mode 0700 if it is missing
   * @param key encrypts the bodies of applications
   * @param freeSpace bytes that must be free on the disk before a job or a card is begun
   */
  public record Settings(Path file, StationKey key, long freeSpace) {}

  /** Answer to {@link #accept}. */
  public sealed interface Acceptance {
    /** It is recorded now. */
    record Recorded(JobRecord job, Waiting waiting) implements Acceptance {}

    /** The same application was recorded before. */
    record Same(JobRecord job) implements Acceptance {}

    /** The id belongs to another application. */
    record Other(JobRecord job) implements Acceptance {}
  }

  /** A job that waits for a card, oldest first by its number. */
  public record Waiting(long number, String id, String profile, String suite) {}

  /**
   * The serial of a job.
   *
   * @param at when it was reserved; dates on the card come from it, so that a second attempt makes
   *     the same card
   */
  public record Reservation(String serial, Instant at) {}

  /** Number of cards by state, and of jobs. */
  public record Counts(
      long inProcess, long inDoubt, long issued, long spoiled, long quarantined, long records) {}

  private final Settings settings;
  private final Clock clock;
  private final LedgerLock lock;
  private final Connection writing;
  private final LedgerWriter writer;
  private final LedgerReader reader;

  private Ledger(
      Settings settings,
      Clock clock,
      LedgerLock lock,
      Connection writing,
      LedgerWriter writer,
      LedgerReader reader) {
    this.settings = settings;
    this.clock = clock;
    this.lock = lock;
    this.writing = writing;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens the ledger, makes it if it is missing, and checks the newest records of its chain. A
   * broken chain opens for reading; {@link #hold} says why nothing is issued.
   *
   * @throws LedgerException if another gateway has it, or it cannot be read or made
   */
  public static Ledger open(Settings settings, Clock clock, MeterRegistry meters) {
    Path file = settings.file().toAbsolutePath();
    LedgerFolder.make(file);
    LedgerLock lock = LedgerLock.take(file);
    try {
      SqliteLibrary.settle(file);
      Connection writing = Schema.writer(file);
      ChainCheck.Result chain = ChainCheck.tail(writing, TAIL);
      LedgerReader reader = new LedgerReader(Schema.reader(file));
      LedgerWriter writer = new LedgerWriter(new Transaction(writing, clock, chain.end()), meters);
      chain.problem().ifPresent(writer::fail);
      return new Ledger(settings, clock, lock, writing, writer, reader);
    } catch (SQLException e) {
      lock.close();
      throw new LedgerException("cannot open the ledger " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Why no job and no card may be begun at this moment: the chain is broken, the disk failed or is
   * full, the clock is behind the record. Empty if nothing speaks against it.
   */
  public Optional<String> hold() {
    return writer.failure().or(this::clockBehind).or(this::diskFull);
  }

  /** Why the ledger can take no record until the gateway is started again; empty if it can. */
  public Optional<String> failure() {
    return writer.failure();
  }

  private Optional<String> clockBehind() {
    long latest = writer.end().latestMillis();
    return clock.millis() + CLOCK_TOLERANCE.toMillis() >= latest
        ? Optional.empty()
        : Optional.of(
            "the clock says "
                + clock.instant()
                + " but a record was written at "
                + Instant.ofEpochMilli(latest)
                + ": nothing is signed until the clock is right; check the time service");
  }

  private Optional<String> diskFull() {
    try {
      long free = Files.getFileStore(settings.file()).getUsableSpace();
      return free >= settings.freeSpace()
          ? Optional.empty()
          : Optional.of(
              "the disk of "
                  + settings.file()
                  + " has "
                  + free / 1024
                  + " KiB left, below "
                  + settings.freeSpace() / 1024
                  + " KiB: no card is begun without room for its records; free some space");
    } catch (IOException e) {
      return Optional.of("the disk of " + settings.file() + " does not answer: " + e.getMessage());
    }
  }

  /**
   * The record of an application that was accepted under this id before, compared with this one.
   */
  public Optional<Acceptance> accepted(String id, Application application) {
    byte[] content = ApplicationCodec.encode(application);
    record Digest(Bytes salt, Bytes digest) {}
    List<Digest> known =
        reader.list(
            "SELECT salt, digest FROM jobs WHERE id = ?",
            row -> new Digest(SealedColumn.bytes(row, 1), SealedColumn.bytes(row, 2)),
            id);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    boolean same =
        settings
            .key()
            .digest(known.getFirst().salt().toArray(), content)
            .equals(known.getFirst().digest());
    return find(id).map(job -> same ? new Acceptance.Same(job) : new Acceptance.Other(job));
  }

  /** Records an application, unless its id is taken. */
  public Acceptance accept(String id, Application application, String suite) {
    byte[] content = ApplicationCodec.encode(application);
    byte[] salt = settings.key().newSalt();
    Bytes digest = settings.key().digest(salt, content);
    byte[] jobKey = settings.key().newWrappedKey(id);
    byte[] body = settings.key().encrypt(jobKey, id, content);
    Optional<Acceptance> recorded =
        writer.write(tx -> {
          if (JobChanges.record(tx, id).isPresent()) {
            return Optional.empty();
          }
          Map<String, String> facts =
              Map.of("profile", application.profile(), "suite", suite, "digest", digest.toHex());
          LedgerRecord record = tx.append("job", id, JobState.ACCEPTED.name(), facts);
          long at = record.at().toEpochMilli();
          tx.update(
              "INSERT INTO jobs (id, number, profile, suite, state, accepted_at, changed_at,"
                  + " salt, digest, job_key, body) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
              id,
              record.sequence(),
              application.profile(),
              suite,
              JobState.ACCEPTED.name(),
              at,
              at,
              salt,
              digest.toArray(),
              jobKey,
              body);
          Waiting waiting = new Waiting(record.sequence(), id, application.profile(), suite);
          return JobChanges.record(tx, id).map(job -> new Acceptance.Recorded(job, waiting));
        });
    if (recorded.isPresent()) {
      return recorded.get();
    }
    return accepted(id, application)
        .orElseThrow(() -> new LedgerException("job " + id + " is there and is not"));
  }

  /**
   * Gives a job its serial, the next of the range; the one it has if it has one.
   *
   * @throws LedgerException if the range is used up
   */
  public Reservation reserve(String job, SerialRange range) {
    return writer.write(tx -> {
      JobTable.Row row = JobChanges.row(tx, job);
      if (row.serial() != null && row.state() == JobState.RESERVED) {
        return new Reservation(row.serial(), Instant.ofEpochMilli(row.reservedAt()));
      }
      long next =
          tx.query(
              "SELECT next FROM serials WHERE prefix = ?",
              found -> Math.max(found.getLong(1), range.first()),
              range.first(),
              range.prefix());
      if (!range.holds(next)) {
        throw new LedgerException(
            "every serial from "
                + range
                + " is used: ask the centre for a new range and put it in [serials]");
      }
      String serial = range.serial(next);
      tx.update(
          "INSERT INTO serials VALUES (?,?) ON CONFLICT(prefix) DO UPDATE SET next ="
              + " excluded.next",
          range.prefix(),
          next + 1);
      LedgerRecord record = JobChanges.move(tx, row, JobState.RESERVED, Map.of("serial", serial));
      tx.update(
          "UPDATE jobs SET serial = ?, reserved_at = ? WHERE id = ?",
          serial,
          record.at().toEpochMilli(),
          job);
      return new Reservation(serial, record.at());
    });
  }

  /** Serials of the range that were not given yet. */
  public long serialsLeft(SerialRange range) {
    long next =
        reader
            .list(
                "SELECT next FROM serials WHERE prefix = ?", row -> row.getLong(1), range.prefix())
            .stream()
            .findFirst()
            .orElse(range.first());
    return Math.max(0, range.last() - Math.max(next, range.first()) + 1);
  }

  /** The application of a job, decrypted. */
  public Application application(String job) {
    return SealedColumn.BODY
        .read(reader, settings.key(), job)
        .map(ApplicationCodec::decode)
        .orElseThrow(
            () -> new LedgerException("job " + job + " has no application here, or it has ended"));
  }

  /** Where the work on a job at a device is written down. */
  public JobJournal journal(String job, String device) {
    return new JobJournal(job, device, writer, settings.key(), reader);
  }

  /** Ends a job that has touched no card; its serial, if it has one, is burnt. */
  public Optional<JobRecord> cancel(String job) {
    return voided(job, Map.of());
  }

  /** Ends a job that has touched no card and can have none, with the reason. */
  public void refuse(String job, String problem) {
    voided(job, Map.of("problem", problem));
  }

  private Optional<JobRecord> voided(String job, Map<String, String> facts) {
    return writer.write(tx -> {
      Optional<JobRecord> record = JobChanges.record(tx, job);
      if (record.isEmpty() || !JobTable.mayFollow(record.get().state(), JobState.VOID)) {
        return record;
      }
      JobChanges.move(tx, JobChanges.row(tx, job), JobState.VOID, facts);
      JobChanges.erase(tx, job);
      writer.erased();
      return JobChanges.record(tx, job);
    });
  }

  /** Counts a card that was taken in and belongs to no job. */
  public void quarantine(String device, String problem) {
    writer.write(tx -> {
      LedgerRecord record =
          tx.append("device", device, "cardQuarantined", Map.of("problem", problem));
      JobChanges.setCard(tx, record, "unread-" + record.sequence(), "QUARANTINED");
      return record.sequence();
    });
  }

  /** Records a device's state without waiting for the disk. */
  public void device(String device, String state, Map<String, String> facts) {
    writer.writeLater(tx -> tx.append("device", device, state, facts).sequence());
  }

  /**
   * A device's work on a job ended without a word, by a crash or a call that did not return. If a
   * card was opened, only reading it can tell how far it is: the job becomes {@link
   * JobState#IN_DOUBT}.
   *
   * @return the job's state now
   */
  public JobState doubtIfOpened(String job, String device, String problem) {
    return writer.write(tx -> {
      JobTable.Row row = JobChanges.row(tx, job);
      if (!JobTable.inHand(row.state())) {
        return row.state();
      }
      Map<String, String> facts = new TreeMap<>(Map.of("problem", problem));
      if (!device.isEmpty()) {
        facts.put("device", device);
      }
      LedgerRecord record = JobChanges.move(tx, row, JobState.IN_DOUBT, facts);
      if (row.chip() != null) {
        JobChanges.setCard(tx, record, row.chip(), "IN_DOUBT");
      }
      return JobState.IN_DOUBT;
    });
  }

  /**
   * To be called once after opening: jobs that were under way when the gateway stopped become
   * {@link JobState#IN_DOUBT}.
   *
   * @return how many
   */
  public int doubtUnfinished() {
    if (writer.failure().isPresent()) {
      return 0;
    }
    List<String> unfinished =
        reader.list("SELECT id, state FROM jobs ORDER BY number", JobLine::of).stream()
            .filter(line -> JobTable.inHand(line.state()))
            .map(JobLine::id)
            .toList();
    for (String job : unfinished) {
      String problem =
          "the gateway stopped while this card was being written; keep the card apart until it has"
              + " been read";
      doubtIfOpened(job, "", problem);
    }
    return unfinished.size();
  }

  private record JobLine(String id, JobState state) {
    static JobLine of(ResultSet row) throws SQLException {
      return new JobLine(row.getString(1), JobState.valueOf(row.getString(2)));
    }
  }

  /** Jobs that wait for a card, oldest first. */
  public List<Waiting> waiting() {
    return reader.list(
        "SELECT number, id, profile, suite FROM jobs WHERE state IN ('ACCEPTED','RESERVED') ORDER"
            + " BY number",
        row -> new Waiting(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
  }

  /** One job. */
  public Optional<JobRecord> find(String job) {
    return reader
        .list("SELECT " + JobTable.COLUMNS + " FROM jobs WHERE id = ?", JobTable::record, job)
        .stream()
        .findFirst();
  }

  /** Jobs in the order of their acceptance; no states means all. */
  public List<JobRecord> list(Optional<String> after, int limit, Set<JobState> states) {
    List<Object> values = new ArrayList<>();
    values.add(after.orElse(""));
    String among = "";
    if (!states.isEmpty()) {
      among = " AND state IN (" + String.join(",", Collections.nCopies(states.size(), "?")) + ")";
      states.forEach(state -> values.add(state.name()));
    }
    values.add(limit);
    return reader.list(
        "SELECT "
            + JobTable.COLUMNS
            + " FROM jobs WHERE number > coalesce((SELECT number FROM jobs WHERE id = ?), 0)"
            + among
            + " ORDER BY number LIMIT ?",
        JobTable::record,
        values.toArray());
  }

  /** Number of cards by state. */
  public Counts counts() {
    Map<String, Long> cards = new TreeMap<>();
    reader.list(
        "SELECT state, count(*) FROM cards GROUP BY state",
        row -> cards.put(row.getString(1), row.getLong(2)) == null);
    return new Counts(
        cards.getOrDefault("IN_PROCESS", 0L),
        cards.getOrDefault("IN_DOUBT", 0L),
        cards.getOrDefault("ISSUED", 0L),
        cards.getOrDefault("SPOILED", 0L),
        cards.getOrDefault("QUARANTINED", 0L),
        latest());
  }

  /** Sequence number of the newest record. */
  public long latest() {
    return writer.end().sequence();
  }

  /** Records after a sequence number, oldest first. */
  public List<StationEvent> after(long sequence, int limit) {
    return reader.list(
        "SELECT sequence, at, kind, subject, state, facts FROM records WHERE sequence > ? ORDER BY"
            + " sequence LIMIT ?",
        row ->
            new StationEvent(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                FactsJson.facts(row.getString(6))),
        sequence,
        limit);
  }

  /** Calls the listener with every coming record, on the ledger's thread. */
  public void listen(Consumer<StationEvent> listener) {
    writer.listen(listener);
  }

  /** Ends {@link #listen}. */
  public void forget(Consumer<StationEvent> listener) {
    writer.forget(listener);
  }

  /** A quantile of the recent commits in seconds, 0.5 or 0.99; empty before the first. */
  public OptionalDouble commitSeconds(double quantile) {
    return writer.commitSeconds(quantile);
  }

  /** Reads the whole chain; what is wrong with it, or empty. Takes seconds for a large ledger. */
  public Optional<String> verify() {
    return reader.ask(connection -> ChainCheck.all(connection).problem());
  }

  @Override
  public void close() {
    writer.close();
    reader.close();
    try {
      writing.close();
    } catch (SQLException e) {
      throw new LedgerException("the ledger did not close: " + e.getMessage(), e);
    } finally {
      lock.close();
    }
  }
}
