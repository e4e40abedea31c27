package org.countersign.station.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.station.clock.Timekeeping;
import org.countersign.station.config.SerialRange;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.operators.WrongPins;
import org.countersign.station.stock.Pace;

/**
 * The station's durable record. Any thread but an event loop; every change is on the disk when the
 * call returns, and an interrupt does not cut it short. A change that is refused throws a {@link
 * LedgerException} and has not happened.
 */
public final class Ledger implements AutoCloseable {

  private static final int TAIL = 10_000;

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
  private final Runnable unlock;
  private final Connection writing;
  private final LedgerWriter writer;
  private final LedgerReader reader;
  private final IssuingHold hold;
  private final LedgerQuestions questions;
  private final Acceptances acceptances;
  private final Serials serials;
  private final Doubts doubts;
  private final Heads heads;
  private final Outbox outbox;
  private final Standing standing;
  private final Grants grants;
  private final StockBook stock;
  private final Shifts shifts;
  private final WrongPins wrongPins;
  private final TestCardAttempts testCards;
  private final StationTime time;
  private final PaceCount pace;
  private final Alarms alarms;
  private final StationAcceptances stationAcceptances;
  private final AlarmCauses causes;

  private Ledger(
      Settings settings,
      Timekeeping timekeeping,
      Runnable unlock,
      Connection writing,
      LedgerWriter writer,
      LedgerReader reader) {
    this.settings = settings;
    this.unlock = unlock;
    this.writing = writing;
    this.writer = writer;
    this.reader = reader;
    this.questions = new LedgerQuestions(reader);
    this.acceptances = new Acceptances(settings.key(), writer, reader, questions);
    this.serials = new Serials(writer, reader);
    this.doubts = new Doubts(writer, reader, settings.key());
    this.heads = new Heads(writer, reader, timekeeping.clock());
    this.outbox = new Outbox(writer, reader);
    this.standing = new Standing(writer, reader);
    this.pace = new PaceCount(reader, timekeeping.clock());
    this.grants = new Grants(writer, reader, timekeeping.clock(), serials, standing, pace);
    this.time = new StationTime(timekeeping, writer);
    this.hold = new IssuingHold(settings, time, writer, standing, grants);
    this.stock = new StockBook(writer, reader);
    this.shifts = new Shifts(writer, reader);
    this.wrongPins = new WrongPinTable(writer, reader);
    this.testCards = new TestCardAttempts(writer);
    this.alarms = new Alarms(writer, reader, time);
    this.stationAcceptances = new StationAcceptances(writer, reader);
    this.causes = new AlarmCauses(reader, timekeeping.clock());
  }

  /**
   * Opens the ledger, makes it if it is missing, and checks the newest records of its chain. A
   * broken chain opens for reading; {@link #hold} says why nothing is issued.
   *
   * @throws LedgerException if another gateway has it, or it cannot be read or made
   */
  public static Ledger open(Settings settings, Clock clock, MeterRegistry meters) {
    return open(settings, Timekeeping.trusting(clock), meters);
  }

  /** The same for a station whose clock may be wrong. */
  public static Ledger open(Settings settings, Timekeeping timekeeping, MeterRegistry meters) {
    Path file = settings.file().toAbsolutePath();
    LedgerFolder.make(file);
    LedgerLock lock = LedgerLock.take(file);
    try {
      SqliteLibrary.settle(file);
      Ledger ledger =
          over(
              settings,
              timekeeping,
              lock::close,
              Schema.writer(file),
              () -> Schema.reader(file),
              transaction -> new LedgerWriter(transaction, meters));
      ledger.writer.fallBackOn(new DiskReserve(file, DiskReserve.SIZE, settings.freeSpace()));
      return ledger;
    } catch (SQLException e) {
      lock.close();
      throw new LedgerException("cannot open the ledger " + file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Where a connection comes from. */
  @FunctionalInterface
  interface Connecting {
    Connection connect() throws SQLException;
  }

  /**
   * The rest of {@link #open}, when the database is open for writing.
   *
   * @param unlock lets others have it
   */
  static Ledger over(
      Settings settings,
      Clock clock,
      Runnable unlock,
      Connection writing,
      Connecting reading,
      Function<Transaction, LedgerWriter> writers)
      throws SQLException {
    return over(settings, Timekeeping.trusting(clock), unlock, writing, reading, writers);
  }

  private static Ledger over(
      Settings settings,
      Timekeeping timekeeping,
      Runnable unlock,
      Connection writing,
      Connecting reading,
      Function<Transaction, LedgerWriter> writers)
      throws SQLException {
    ChainCheck.Result chain = ChainCheck.tail(writing, TAIL);
    LedgerReader reader = new LedgerReader(reading.connect());
    LedgerWriter writer = writers.apply(new Transaction(writing, timekeeping, chain.end()));
    chain.problem().ifPresent(writer::fail);
    return new Ledger(settings, timekeeping, unlock, writing, writer, reader);
  }

  /**
   * Why no job and no card may be begun at this moment: the chain is broken, the disk failed or is
   * full, the clock is behind the record or far ahead, the ledger or the machine is a copy, there
   * is no grant. Empty if nothing speaks against it.
   */
  public Optional<String> hold() {
    return hold.reason();
  }

  /** The same, and why no card of a product may be begun: the grant does not name it. */
  public Optional<String> hold(String profile) {
    return hold().or(() -> grants.objection(profile));
  }

  /** Why the ledger can take no record until the gateway is started again; empty if it can. */
  public Optional<String> failure() {
    return writer.failure();
  }

  /** The clock, held against the records. */
  public StationTime time() {
    return time;
  }

  /** What is wrong with the newest records of the chain; empty if nothing is. */
  public Optional<String> verifyNewest() {
    return reader.ask(connection -> ChainCheck.problem(connection, TAIL));
  }

  /** How many cards are begun on a working day, for what runs out; up to a minute old. */
  public Pace pace() {
    return pace.now();
  }

  /** Mean time of the newest cards, 32 at most; empty before the first. */
  public Optional<Duration> timePerCard() {
    return questions.timePerCard();
  }

  /** Records what a self-test found, without waiting for the disk. */
  public void selfTest(String verdict, Map<String, String> facts) {
    writer.writeLater(tx -> tx.append("station", "self-test", verdict, facts).sequence());
  }

  /** Time since the ledger's thread came round; about two seconds when it has nothing to do. */
  public Duration sinceRound() {
    return writer.sinceRound();
  }

  /**
   * The record of an application that was accepted under this id before, compared with this one.
   */
  public Optional<Acceptance> accepted(String id, Application application) {
    return acceptances.accepted(id, application);
  }

  /** Records an application, unless its id is taken. */
  public Acceptance accept(String id, Application application, String suite) {
    return accept(id, application, suite, seal(id, application));
  }

  /** Seals an application, which needs no disk and can be done while it is still looked at. */
  public SealedApplication seal(String id, Application application) {
    return acceptances.seal(id, application);
  }

  /**
   * Records an application that was sealed before, unless its id is taken.
   *
   * @param sealed what {@link #seal} made of this id and application
   */
  public Acceptance accept(
      String id, Application application, String suite, SealedApplication sealed) {
    return acceptances.accept(id, application, suite, sealed);
  }

  /**
   * Gives a job its serial, the next of the range; the one it has if it has one.
   *
   * @throws LedgerException if the range is used up
   */
  public Reservation reserve(String job, SerialRange range) {
    return serials.reserve(job, range);
  }

  /** Serials of the range that were not given yet. */
  public long serialsLeft(SerialRange range) {
    return serials.left(range);
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

  /** Batches of blanks and what became of them. */
  public StockBook stock() {
    return stock;
  }

  /** Shifts and their reports. */
  public Shifts shifts() {
    return shifts;
  }

  /** Attempts at the keys of test cards. */
  public TestCardAttempts testCards() {
    return testCards;
  }

  /** How often persons gave a wrong PIN. */
  public WrongPins wrongPins() {
    return wrongPins;
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

  /** Jobs whose work was cut off, and what their cards may be. */
  public Doubts doubts() {
    return doubts;
  }

  /**
   * A device's work on a job ended without a word, by a crash or a call that did not return. What
   * becomes of it depends on the state on record, see {@link Doubts}.
   *
   * @return the job's state now
   */
  public JobState doubtIfOpened(String job, String device, String problem) {
    return doubts.ifOpened(job, device, problem);
  }

  /**
   * To be called once after opening: jobs that were under way when the gateway stopped go back in
   * line if nothing was written, and become {@link JobState#IN_DOUBT} otherwise.
   *
   * @return how many wait for their card to be put back
   */
  public int doubtUnfinished() {
    return doubts.unfinished();
  }

  /** Whether this is the ledger and the machine that may issue. */
  public Standing standing() {
    return standing;
  }

  /** What the authority lets the station issue. */
  public Grants grants() {
    return grants;
  }

  /** Alarms for the centre. */
  public Alarms alarms() {
    return alarms;
  }

  /** What the records alone give cause to alarm for. */
  public AlarmCauses alarmCauses() {
    return causes;
  }

  /** How the station was found when persons looked at it. */
  public StationAcceptances stationAcceptances() {
    return stationAcceptances;
  }

  /** Why the disk has no room for another card's records; empty if it has. */
  public Optional<String> diskFull() {
    return hold.diskFull();
  }

  /** Signed heads over the records. */
  public Heads heads() {
    return heads;
  }

  /** What the centre has still to be told. */
  public Outbox outbox() {
    return outbox;
  }

  /** Jobs that wait for a card, oldest first. */
  public List<Waiting> waiting() {
    return questions.waiting();
  }

  /** One job. */
  public Optional<JobRecord> find(String job) {
    return questions.find(job);
  }

  /** Jobs in the order of their acceptance; no states means all. */
  public List<JobRecord> list(Optional<String> after, int limit, Set<JobState> states) {
    return questions.list(after, limit, states);
  }

  /** Number of cards by state. */
  public Counts counts() {
    return questions.counts(latest());
  }

  /** Records after a sequence number, oldest first. */
  public List<StationEvent> after(long sequence, int limit) {
    return questions.after(sequence, limit);
  }

  /** Sequence number of the newest record. */
  public long latest() {
    return writer.end().sequence();
  }

  /** The hash of a record, 32 bytes; none if there is no such record. */
  Bytes recordHash(long sequence) {
    return reader
        .list(
            "SELECT hash FROM records WHERE sequence = ?",
            row -> Bytes.of(row.getBytes(1)),
            sequence)
        .stream()
        .findFirst()
        .orElse(Bytes.empty());
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

  /**
   * Reads everything; what is wrong, or empty. Takes seconds for a large ledger. {@link LedgerFile}
   * does it without a gateway.
   */
  public Optional<String> verify() {
    LedgerAudit.Report report = LedgerAudit.of(reader, LedgerAudit.Known.NOTHING);
    return report.good()
        ? Optional.empty()
        : Optional.of(
            report.findings().stream()
                .map(LedgerAudit.Finding::problem)
                .collect(Collectors.joining("; ", "", ChainCheck.WHAT_TO_DO)));
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
      unlock.run();
    }
  }
}
