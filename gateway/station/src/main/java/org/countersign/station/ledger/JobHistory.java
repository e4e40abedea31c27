package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;
import org.countersign.personalization.JobState;

/**
 * What the chain says of one job, oldest first. The chain has no index by job, so it is asked only
 * after a cut, and read from the job's acceptance on.
 */
final class JobHistory {

  static final String SELECT =
      "SELECT state, facts FROM records WHERE kind = 'job' AND subject = ?1 AND sequence >= (SELECT"
          + " number FROM jobs WHERE id = ?1) ORDER BY sequence";

  /** One record of a job. */
  record Entry(JobState state, SortedMap<String, String> facts) {
    static Entry of(ResultSet row) throws SQLException {
      return new Entry(JobState.valueOf(row.getString(1)), FactsJson.facts(row.getString(2)));
    }
  }

  private final List<Entry> entries;

  JobHistory(List<Entry> entries) {
    this.entries = entries;
  }

  /** The newest state that tells how far the card may be. */
  JobState reached() {
    return entries.reversed().stream()
        .map(Entry::state)
        .filter(state -> state != JobState.IN_DOUBT)
        .findFirst()
        .orElse(JobState.ACCEPTED);
  }

  /** Whether what was signed holds something of the chip. */
  boolean boundToChip() {
    return entries.reversed().stream()
        .filter(entry -> entry.state() == JobState.SIGNED)
        .findFirst()
        .map(entry -> entry.facts().containsKey("bound"))
        .orElse(false);
  }

  /** A fact as it was recorded last; empty if it never was. */
  String newest(String fact) {
    return entries.reversed().stream()
        .map(entry -> entry.facts().getOrDefault(fact, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }
}
