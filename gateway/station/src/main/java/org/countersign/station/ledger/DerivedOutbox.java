package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.countersign.personalization.JobState;

/**
 * What the centre has still to be told: cards that became valid, revocations, signed heads, alarms.
 */
final class DerivedOutbox extends DerivedTable {

  private final Map<String, Long> cards = new HashMap<>();

  /** Rows that an acknowledgement removes by itself: all but cards. */
  private final TreeSet<Long> others = new TreeSet<>();

  DerivedOutbox() {
    super("outbox", "sequence", "job");
  }

  @Override
  void take(LedgerRecord record) {
    if (record.kind().equals("job")) {
      card(record);
    } else if (Outbox.isOfStation(record.kind(), record.subject())) {
      row(record.sequence(), (Object) null);
      others.add(record.sequence());
    } else if (record.kind().equals(HeadRecord.KIND) && record.subject().equals(Outbox.SUBJECT)) {
      acknowledged(Outbox.through(record.facts()));
    }
  }

  private void acknowledged(long through) {
    others.headSet(through, true).forEach(this::gone);
    others.headSet(through, true).clear();
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
      others.add(record.sequence());
    } else if (record.state().equals(JobState.REPORTED.name())) {
      Long told = cards.remove(record.subject());
      if (told != null) {
        gone(told);
      }
    }
  }
}
