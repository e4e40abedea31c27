package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.countersign.personalization.JobState;

/** Jobs whose device ended its work without a word: only reading the card settles them. */
final class Doubts {

  private final LedgerWriter writer;
  private final LedgerReader reader;

  Doubts(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * A device's work on a job ended without a word, by a crash or a call that did not return. If a
   * card was opened, only reading it can tell how far it is: the job becomes {@link
   * JobState#IN_DOUBT}.
   *
   * @return the job's state now
   */
  JobState ifOpened(String job, String device, String problem) {
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
  int unfinished() {
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
      ifOpened(job, "", problem);
    }
    return unfinished.size();
  }

  private record JobLine(String id, JobState state) {
    static JobLine of(ResultSet row) throws SQLException {
      return new JobLine(row.getString(1), JobState.valueOf(row.getString(2)));
    }
  }
}
