package org.countersign.station.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal.Keys;

/**
 * Jobs whose work was cut off: what becomes of them by the state that is on record, and how far the
 * record says that their cards may be. Any thread.
 */
public final class Doubts {

  /** What a clerk is to do. */
  static final String PUT_BACK =
      "put the card back into any encoder, it is read and finished there";

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private final StationKey key;
  private final ConcurrentMap<String, JobJournal> atWork = new ConcurrentHashMap<>();

  Doubts(LedgerWriter writer, LedgerReader reader, StationKey key) {
    this.writer = writer;
    this.reader = reader;
    this.key = key;
  }

  /** A chip that the ledger knows. */
  public record KnownChip(String state, Optional<String> job) {
    /** Whether its job waits for it. */
    public boolean isInDoubt() {
      return state.equals("IN_DOUBT");
    }

    /** Whether nothing may be done with it any more. */
    public boolean isOver() {
      return !Set.of("BLANK", "IN_PROCESS", "IN_DOUBT").contains(state);
    }
  }

  /**
   * A device's work on a job ended without a word, by a crash or a call that did not return. While
   * nothing was written the job goes back in line with its serial, and the chip stays a blank, with
   * an attempt at its keys more on its account if one was announced; at {@value
   * Attempts#MOST_UNSETTLED} it is set aside. Otherwise, and if what was signed holds something of
   * the chip, only that card can tell: the job becomes {@link JobState#IN_DOUBT}.
   *
   * @return the job's state now
   */
  JobState ifOpened(String job, String device, String problem) {
    return writer.write(tx -> afterCut(tx, JobChanges.row(tx, job), device, problem));
  }

  /**
   * To be called once after opening, for jobs that were under way when the gateway stopped.
   *
   * @return how many wait for their card
   */
  int unfinished() {
    if (writer.failure().isPresent()) {
      return 0;
    }
    int inDoubt = 0;
    String problem = "the gateway stopped in the middle of this card";
    for (String job :
        reader.list(
            "SELECT id FROM jobs WHERE state IN"
                + " ('OPENED','AUTHENTICATING','SIGNED','WRITING','READ_BACK','ACTIVATING','ACTIVATED')"
                + " AND (state <> 'ACTIVATED' OR work IS NULL) ORDER BY number",
            row -> row.getString(1))) {
      inDoubt += ifOpened(job, "", problem) == JobState.IN_DOUBT ? 1 : 0;
    }
    return inDoubt;
  }

  private static JobState afterCut(Transaction tx, JobTable.Row row, String device, String problem)
      throws SQLException {
    boolean unproven = row.state() == JobState.ACTIVATED && unproven(tx, row.id());
    if (!JobTable.inHand(row.state()) && !unproven) {
      return row.state();
    }
    Map<String, String> facts = new TreeMap<>();
    if (!device.isEmpty()) {
      facts.put("device", device);
    }
    boolean written = row.state().compareTo(JobState.WRITING) >= 0;
    boolean bound = row.state() == JobState.SIGNED && history(tx, row.id()).boundToChip();
    if (written || bound || row.chip() == null) {
      facts.put("problem", problem + "; " + PUT_BACK);
      LedgerRecord record = JobChanges.move(tx, row, JobState.IN_DOUBT, facts);
      if (row.chip() != null) {
        JobChanges.setCard(tx, record, row.chip(), "IN_DOUBT");
      }
      return JobState.IN_DOUBT;
    }
    facts.put("problem", problem + ", before anything was written; the job waits for a card");
    backInLine(tx, row, facts, row.state() == JobState.AUTHENTICATING, "BLANK");
    return JobState.RESERVED;
  }

  /**
   * Nothing was written to the card; the job waits again with its serial.
   *
   * @param attempted whether a try of the chip's keys may be spent
   * @param cardState what becomes of the card, unless there were too many attempts
   */
  static LedgerRecord backInLine(
      Transaction tx,
      JobTable.Row row,
      Map<String, String> facts,
      boolean attempted,
      String cardState)
      throws SQLException {
    String chip = row.chip();
    String state = cardState;
    Map<String, String> all = new TreeMap<>(facts);
    if (attempted && chip != null) {
      int unsettled = Attempts.add(tx, chip);
      all.put("unsettled", Integer.toString(unsettled));
      state = unsettled >= Attempts.MOST_UNSETTLED ? "QUARANTINED" : cardState;
    } else if (chip != null && row.state().compareTo(JobState.SIGNED) >= 0) {
      Attempts.settled(tx, chip, Keys.PERSONALIZATION);
    }
    all.put(StockReplay.CARD, state);
    LedgerRecord record = JobChanges.move(tx, row, JobState.RESERVED, all);
    if (chip != null) {
      JobChanges.setCard(tx, record, chip, state);
    }
    tx.update("UPDATE jobs SET chip = NULL, device = NULL WHERE id = ?", row.id());
    return record;
  }

  private static boolean unproven(Transaction tx, String job) throws SQLException {
    return tx.query("SELECT work IS NULL FROM jobs WHERE id = ?", r -> r.getBoolean(1), false, job);
  }

  private static JobHistory history(Transaction tx, String job) throws SQLException {
    return new JobHistory(tx.list(JobHistory.SELECT, JobHistory.Entry::of, job));
  }

  /**
   * Takes a job in doubt in hand, so that no two devices do, should two chips say the same number.
   *
   * @return whether nobody else has it
   */
  public boolean claim(JobJournal journal) {
    return atWork.compute(
            journal.job(), (job, holder) -> holder == null || holder.isRevoked() ? journal : holder)
        == journal;
  }

  /** Ends {@link #claim}. */
  public void unclaim(JobJournal journal) {
    atWork.remove(journal.job(), journal);
  }

  /** What is on record of a chip, by its number in hex. */
  public Optional<KnownChip> chip(String number) {
    return reader
        .list(
            "SELECT state, job FROM cards WHERE chip = ?",
            row -> new KnownChip(row.getString(1), Optional.ofNullable(row.getString(2))),
            number.toUpperCase(Locale.ROOT))
        .stream()
        .findFirst();
  }

  /** The doubt about a job; empty if there is none. */
  public Optional<Doubt> of(String job) {
    return reader
        .list(
            "SELECT j.profile, j.chip, coalesce(a.refused, '') FROM jobs j LEFT JOIN attempts a ON"
                + " a.chip = j.chip AND a.keys = 'PERSONALIZATION' WHERE j.id = ? AND j.state ="
                + " 'IN_DOUBT' AND j.chip IS NOT NULL",
            row ->
                new Found(row.getString(1), row.getString(2), Attempts.refused(row.getString(3))),
            job)
        .stream()
        .findFirst()
        .map(found -> doubt(job, found));
  }

  private record Found(String profile, String chip, Set<String> refused) {}

  private Doubt doubt(String job, Found found) {
    JobHistory history = history(job);
    String errors = history.newest("writeErrors");
    return new Doubt(
        job,
        found.profile(),
        found.chip(),
        history.reached(),
        found.refused(),
        errors.isEmpty() ? 0 : Integer.parseInt(errors));
  }

  private JobHistory history(String job) {
    return new JobHistory(reader.list(JobHistory.SELECT, JobHistory.Entry::of, job));
  }

  /** Profiles of the jobs in doubt; none if there is no doubt. */
  public Set<String> profiles() {
    return new TreeSet<>(
        reader.list(
            "SELECT DISTINCT profile FROM jobs WHERE state = 'IN_DOUBT'", row -> row.getString(1)));
  }

  /** The serial that a job in doubt has. */
  public Optional<Ledger.Reservation> reservation(String job) {
    return reader
        .list(
            "SELECT serial, reserved_at FROM jobs WHERE id = ? AND serial IS NOT NULL",
            row -> new Ledger.Reservation(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
            job)
        .stream()
        .findFirst();
  }

  /**
   * Whether a job's card was begun after this plan.
   *
   * @param planHash hex
   */
  public boolean isPlanOf(String job, String planHash) {
    String recorded = history(job).newest("plan");
    return reader
        .list("SELECT job_key FROM sealed WHERE job = ?", row -> SealedColumn.bytes(row, 1), job)
        .stream()
        .findFirst()
        .map(jobKey -> key.digest(jobKey.toArray(), job, "plan", planHash).toHex())
        .filter(recorded::equals)
        .isPresent();
  }
}
