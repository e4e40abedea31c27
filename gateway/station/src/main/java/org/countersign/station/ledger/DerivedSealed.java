package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import org.countersign.personalization.JobState;
import org.jspecify.annotations.Nullable;

/** What is kept encrypted of jobs that have not ended; of the others nothing may be left. */
final class DerivedSealed extends DerivedTable {

  private final Map<String, @Nullable String[]> kept = new HashMap<>();

  DerivedSealed() {
    super("sealed", "job", "job_key#", "body#", "signed#");
  }

  @Override
  void take(LedgerRecord record) {
    if (!record.kind().equals("job")) {
      return;
    }
    Map<String, String> facts = record.facts();
    if (record.state().equals(JobState.ACCEPTED.name())) {
      kept.put(
          record.subject(),
          new @Nullable String[] {
            facts.get(DerivedJobs.SEALED_KEY), facts.get(DerivedJobs.SEALED_BODY), null
          });
    } else if (ends(record)) {
      kept.remove(record.subject());
    } else if (facts.containsKey(DerivedJobs.SEALED_SIGNED)) {
      @Nullable String[] row = kept.get(record.subject());
      if (row != null) {
        row[2] = facts.get(DerivedJobs.SEALED_SIGNED);
      }
    }
  }

  private static boolean ends(LedgerRecord record) {
    return record.state().equals(JobState.VOID.name())
        || record.state().equals(JobState.SPOILED.name())
        || record.facts().containsKey(DerivedJobs.WORK);
  }

  @Override
  void finish() {
    kept.forEach((job, values) -> row(job, (Object[]) values));
    kept.clear();
  }
}
