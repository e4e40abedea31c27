package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import org.countersign.personalization.JobState;

/** What the centre has still to be told: cards that became valid, and signed heads. */
final class DerivedOutbox extends DerivedTable {

  private final Map<String, Long> cards = new HashMap<>();

  DerivedOutbox() {
    super("outbox", "sequence", "job");
  }

  @Override
  void take(LedgerRecord record) {
    if (record.kind().equals("job")) {
      card(record);
    } else if (record.kind().equals(HeadRecord.KIND) && record.subject().equals(HeadRecord.HEAD)) {
      row(record.sequence(), (Object) null);
    }
  }

  private void card(LedgerRecord record) {
    boolean proof = record.facts().containsKey(DerivedJobs.WORK);
    if (record.state().equals(JobState.ACTIVATED.name()) && !proof) {
      // A card that was in doubt after it was reported is reported once.
      if (cards.putIfAbsent(record.subject(), record.sequence()) == null) {
        row(record.sequence(), record.subject());
      }
    } else if (record.facts().containsKey("revoke")) {
      row(record.sequence(), record.subject());
    } else if (record.state().equals(JobState.REPORTED.name())) {
      Long told = cards.remove(record.subject());
      if (told != null) {
        gone(told);
      }
    }
  }
}
