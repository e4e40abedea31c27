package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.JobState;
import org.countersign.station.jobs.JobRecord;
import org.jspecify.annotations.Nullable;

/** Rows of the table of jobs, and which state may follow which. */
final class JobTable {

  static final String COLUMNS =
      "id, profile, suite, state, serial, device, accepted_at, changed_at, problem, work";

  private static final Set<JobState> IN_HAND = EnumSet.range(JobState.OPENED, JobState.ACTIVATING);

  private static final Map<JobState, Set<JobState>> AFTER = after();

  private JobTable() {}

  /** Whether a card is, or was, under a job's commands and nothing is settled. */
  static boolean inHand(JobState state) {
    return IN_HAND.contains(state);
  }

  /** Whether the second state may follow the first. */
  static boolean mayFollow(JobState now, JobState next) {
    Set<JobState> allowed = AFTER.get(now);
    return allowed != null && allowed.contains(next);
  }

  private static Map<JobState, Set<JobState>> after() {
    Map<JobState, Set<JobState>> after = new EnumMap<>(JobState.class);
    after.put(JobState.ACCEPTED, EnumSet.of(JobState.RESERVED, JobState.VOID));
    after.put(JobState.RESERVED, EnumSet.of(JobState.OPENED, JobState.VOID));
    for (JobState state : IN_HAND) {
      // Forward, the same again (a second authentication), or out of it.
      Set<JobState> next = EnumSet.range(state, JobState.ACTIVATED);
      next.addAll(EnumSet.of(JobState.SPOILED, JobState.IN_DOUBT));
      if (state.compareTo(JobState.WRITING) <= 0) {
        next.add(JobState.RESERVED);
      }
      after.put(state, next);
    }
    after.put(JobState.ACTIVATED, EnumSet.of(JobState.REPORTED, JobState.IN_DOUBT));
    after.put(JobState.REPORTED, EnumSet.of(JobState.HANDED_OVER));
    // Its card was put back and is gone on with.
    after.put(
        JobState.IN_DOUBT,
        EnumSet.of(
            JobState.WRITING,
            JobState.READ_BACK,
            JobState.ACTIVATING,
            JobState.ACTIVATED,
            JobState.SPOILED));
    return after;
  }

  static JobRecord record(ResultSet row) throws SQLException {
    String work = row.getString("work");
    return new JobRecord(
        row.getString("id"),
        row.getString("profile"),
        row.getString("suite"),
        JobState.valueOf(row.getString("state")),
        Optional.ofNullable(row.getString("serial")),
        Optional.ofNullable(row.getString("device")),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Instant.ofEpochMilli(row.getLong("changed_at")),
        Optional.ofNullable(row.getString("problem")),
        Optional.ofNullable(work).map(FactsJson::work));
  }

  /** What a writer needs of a job. */
  record Row(
      String id,
      JobState state,
      @Nullable String serial,
      @Nullable String chip,
      long reservedAt,
      Bytes jobKey) {

    static final String SELECT =
        "SELECT id, state, serial, chip, reserved_at, job_key FROM jobs LEFT JOIN sealed"
            + " ON job = id WHERE id = ?";

    static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getString(1),
          JobState.valueOf(row.getString(2)),
          row.getString(3),
          row.getString(4),
          row.getLong(5),
          SealedColumn.bytes(row, 6));
    }
  }
}
