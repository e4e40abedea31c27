package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.StationEvent;
import org.countersign.trust.audit.SignedTreeHead;

/**
 * What the centre has still to be told, in the order of the ledger: cards that became valid,
 * serials to be revoked, signed heads, alarms, acceptances. Any thread but the ledger's and an
 * event loop.
 *
 * <p>How far the centre has acknowledged stands in the chain itself: kind {@code ledger}, subject
 * {@code outbox}, state {@code acknowledged}, fact {@code through}. The table holds what waits;
 * what was acknowledged is found in the chain again ({@link ToldRecords}).
 */
public final class Outbox {

  static final String SUBJECT = "outbox";
  static final String ACKNOWLEDGED = "acknowledged";
  static final String THROUGH = "through";

  /**
   * Heads and alarms alone are written down as acknowledged this many at a time: each such record
   * asks for a new head, so an idle station would never come to rest. Until then a restart sends
   * them again, which is harmless.
   */
  static final int HEADS_A_MARK = 16;

  private static final String WAITING =
      ToldRecords.COLUMNS
          + "outbox o JOIN records r ON r.sequence = o.sequence LEFT JOIN jobs j ON j.id = o.job"
          + " WHERE o.sequence > ? ORDER BY o.sequence LIMIT ?";

  private static final String POSITION =
      "SELECT facts FROM records WHERE kind = 'ledger' AND subject = '"
          + SUBJECT
          + "' ORDER BY sequence DESC LIMIT 1";

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private volatile long acknowledged;

  /** How far it has, on record or not. */
  private volatile long heard;

  /** A job as an entry needs it; a text that is not there is empty. */
  public record Card(String serial, String chip, String profile) {}

  /**
   * Something to be told.
   *
   * @param hash of the record, 32 bytes
   * @param card of the job that it is about
   * @param head if it is a signed head
   */
  public record Entry(
      StationEvent event, Bytes hash, Optional<Card> card, Optional<SignedTreeHead> head) {}

  /**
   * What waits.
   *
   * @param oldest when the first of them was recorded; empty if none waits
   */
  public record Backlog(long records, Optional<Instant> oldest) {}

  Outbox(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
    this.acknowledged =
        reader.list(POSITION, row -> through(FactsJson.facts(row.getString(1)))).stream()
            .findFirst()
            .orElse(0L);
  }

  static long through(Map<String, String> facts) {
    try {
      return Long.parseLong(facts.getOrDefault(THROUGH, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether such a record concerns the whole station and is told. */
  static boolean isOfStation(String kind, String subject) {
    return kind.equals(Alarms.KIND)
        || kind.equals(HeadRecord.KIND) && subject.equals(HeadRecord.HEAD)
        || kind.equals(StationAcceptances.KIND) && subject.equals(StationAcceptances.SUBJECT);
  }

  /** How far the centre has acknowledged, as it is on record; 0 if nothing is. */
  public long acknowledged() {
    return acknowledged;
  }

  /** The newest entry there is or was; 0 if there never was one. */
  public long newest() {
    return Math.max(
        acknowledged,
        reader
            .list("SELECT coalesce(max(sequence), 0) FROM outbox", row -> row.getLong(1))
            .getFirst());
  }

  /**
   * What can be sent no more: records up to this one. The ledger keeps every record, so it is 0 for
   * a whole chain.
   */
  public long cut() {
    return reader
        .list("SELECT coalesce(min(sequence), 1) - 1 FROM records", row -> row.getLong(1))
        .getFirst();
  }

  /**
   * Entries behind a sequence, oldest first, acknowledged or not. The thread that says what is
   * acknowledged.
   */
  public List<Entry> after(long sequence, int most) {
    // An acknowledgement that is being written down takes rows away, none behind this one.
    long border = Math.max(heard, acknowledged);
    if (sequence >= border) {
      return waiting(sequence, most);
    }
    List<Entry> entries =
        new ArrayList<>(
            reader.list(ToldRecords.SELECT, ToldRecords::entry, sequence, border, most));
    entries.addAll(waiting(border, most - entries.size()));
    return entries;
  }

  private List<Entry> waiting(long sequence, int most) {
    return most == 0 ? List.of() : reader.list(WAITING, ToldRecords::entry, sequence, most);
  }

  /** What the centre has not acknowledged in this life of the station or before. */
  public Backlog backlog() {
    return reader
        .list(
            "SELECT n, (SELECT at FROM records WHERE sequence = first) FROM"
                + " (SELECT count(*) AS n, min(sequence) AS first FROM outbox WHERE sequence > ?)",
            row ->
                new Backlog(
                    row.getLong(1),
                    row.getLong(1) == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(row.getLong(2)))),
            Math.max(heard, acknowledged))
        .getFirst();
  }

  /**
   * The centre has everything up to a sequence: jobs whose cards are proven become {@link
   * JobState#REPORTED}. A card that is not proven yet may still turn out to be in doubt, so its job
   * waits for the next call. Does not wait for the disk.
   *
   * @return done when it is on record: whether such a job waits; failed with a {@link
   *     LedgerException} if the ledger takes no record, and nothing has changed then
   * @throws LedgerException if the ledger cannot be read
   */
  public CompletableFuture<Boolean> acknowledge(long through) {
    heard = Math.max(heard, through);
    List<Row> rows =
        reader.list(
            "SELECT o.sequence, o.job, r.state, r.facts, j.state, j.work FROM outbox o JOIN records"
                + " r ON r.sequence = o.sequence LEFT JOIN jobs j ON j.id = o.job WHERE o.sequence"
                + " <= ?",
            Row::of,
            through);
    boolean waits = rows.stream().anyMatch(Row::isUnproven);
    boolean anyCard = rows.stream().anyMatch(row -> row.isProven() || row.isRevocation());
    long others = rows.stream().filter(row -> row.job().isEmpty()).count();
    if (!anyCard && others < HEADS_A_MARK) {
      return CompletableFuture.completedFuture(waits);
    }
    return writer
        .beginAtOnce(tx -> mark(tx, rows, Math.max(through, acknowledged)))
        .thenApply(marked -> {
          acknowledged = marked;
          return waits;
        });
  }

  private static long mark(Transaction tx, List<Row> rows, long through) throws SQLException {
    for (Row row : rows) {
      if (row.isProven()) {
        JobTable.Row job = JobChanges.row(tx, row.job().orElseThrow());
        if (job.state() != JobState.ACTIVATED) {
          continue; // It was moved on since it was read.
        }
        LedgerRecord ignored = JobChanges.move(tx, job, JobState.REPORTED, Map.of());
        tx.update("DELETE FROM outbox WHERE sequence = ?", row.sequence());
      } else if (!row.isCard()) {
        tx.update("DELETE FROM outbox WHERE sequence = ?", row.sequence());
      }
    }
    Map<String, String> facts = new TreeMap<>(Map.of(THROUGH, Long.toString(through)));
    tx.append(HeadRecord.KIND, SUBJECT, ACKNOWLEDGED, facts);
    return through;
  }

  /** An entry with what became of its job since. */
  private record Row(long sequence, Optional<String> job, boolean isRevocation, Now now) {

    private enum Now {
      PROVEN,
      UNPROVEN,
      SETTLED
    }

    /** Their cards may yet be proven. */
    private static final Set<String> OPEN =
        Set.of(
            JobState.WRITING.name(),
            JobState.READ_BACK.name(),
            JobState.ACTIVATING.name(),
            JobState.ACTIVATED.name(),
            JobState.IN_DOUBT.name());

    static Row of(ResultSet row) throws SQLException {
      Optional<String> job = Optional.ofNullable(row.getString(2));
      String state = Optional.ofNullable(row.getString(5)).orElse("");
      boolean proven = row.getString(6) != null && state.equals(JobState.ACTIVATED.name());
      Now now = proven ? Now.PROVEN : OPEN.contains(state) ? Now.UNPROVEN : Now.SETTLED;
      boolean revocation = FactsJson.facts(row.getString(4)).containsKey("revoke");
      return new Row(row.getLong(1), job, revocation, now);
    }

    boolean isCard() {
      return job.isPresent() && !isRevocation;
    }

    boolean isProven() {
      return isCard() && now == Now.PROVEN;
    }

    boolean isUnproven() {
      return isCard() && now == Now.UNPROVEN;
    }
  }
}
