package org.countersign.station.ledger;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.stock.CardState;

/** What may be done to a job inside a transaction. Ledger thread only. */
final class JobChanges {

  private JobChanges() {}

  /** The job; it must exist. */
  static JobTable.Row row(Transaction tx, String job) throws SQLException {
    return tx.query(
            JobTable.Row.SELECT,
            row -> Optional.of(JobTable.Row.read(row)),
            Optional.<JobTable.Row>empty(),
            job)
        .orElseThrow(() -> new LedgerException("there is no job " + job + " in the ledger"));
  }

  static Optional<JobRecord> record(Transaction tx, String job) throws SQLException {
    return tx.query(
        "SELECT " + JobTable.COLUMNS + " FROM jobs WHERE id = ?",
        row -> Optional.of(JobTable.record(row)),
        Optional.empty(),
        job);
  }

  /** Moves a job on and appends the record; the state must be allowed to follow. */
  static LedgerRecord move(
      Transaction tx, JobTable.Row job, JobState next, Map<String, String> facts)
      throws SQLException {
    if (!JobTable.mayFollow(job.state(), next)) {
      throw new JobEndedException(job.id(), job.state(), next);
    }
    Map<String, String> all = new TreeMap<>(facts);
    if (job.serial() != null) {
      all.putIfAbsent("serial", job.serial());
    }
    LedgerRecord record = tx.append("job", job.id(), next.name(), all);
    tx.update(
        "UPDATE jobs SET state = ?, changed_at = ?, problem = ? WHERE id = ?",
        next.name(),
        record.at().toEpochMilli(),
        facts.get("problem"),
        job.id());
    return record;
  }

  /**
   * Writes down why an attempt came to nothing before a card was opened; the job stays where it is.
   * The same reason again is not repeated, so that a job which waits for days fills no disk.
   *
   * @return number of the record, 0 if there is none
   */
  static long note(Transaction tx, JobTable.Row job, Map<String, String> facts)
      throws SQLException {
    Optional<String> known = record(tx, job.id()).flatMap(JobRecord::problem);
    if (known.equals(Optional.ofNullable(facts.get("problem")))) {
      return 0;
    }
    Map<String, String> all = new TreeMap<>(facts);
    if (job.serial() != null) {
      all.putIfAbsent("serial", job.serial());
    }
    LedgerRecord record = tx.append("job", job.id(), job.state().name(), all);
    tx.update(
        "UPDATE jobs SET changed_at = ?, problem = ? WHERE id = ?",
        record.at().toEpochMilli(),
        facts.get("problem"),
        job.id());
    return record.sequence();
  }

  /** Takes a chip for a job; it must be new to the station or known as a blank. */
  static void openCard(Transaction tx, LedgerRecord opened, String chip) throws SQLException {
    String known =
        tx.query("SELECT state FROM cards WHERE chip = ?", row -> row.getString(1), "", chip);
    if (!known.isEmpty() && !known.equals("BLANK")) {
      throw KnownCardException.of(known);
    }
    setCard(tx, opened, chip, "IN_PROCESS");
    tx.update("UPDATE jobs SET chip = ? WHERE id = ?", chip, opened.subject());
  }

  /** Writes down what became of a card; {@code opened} names the job by its subject. */
  static void setCard(Transaction tx, LedgerRecord record, String chip, String state)
      throws SQLException {
    CardStock.set(tx, record, chip, CardState.valueOf(state));
  }

  /** Destroys what is personal in a job: its key, and with it all that was encrypted under it. */
  static void erase(Transaction tx, String job) throws SQLException {
    tx.update("DELETE FROM sealed WHERE job = ?", job);
  }
}
