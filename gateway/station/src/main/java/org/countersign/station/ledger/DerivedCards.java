package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.countersign.personalization.JobState;
import org.jspecify.annotations.Nullable;

/** What became of each card, by the records of jobs and devices. */
final class DerivedCards extends DerivedTable {

  /** Fact of a record that gives a job back: what its card is now. */
  static final String CARD = "card";

  private static final Map<String, String> STATES =
      Map.of(
          JobState.OPENED.name(), "IN_PROCESS",
          JobState.ACTIVATED.name(), "ISSUED",
          JobState.SPOILED.name(), "SPOILED",
          JobState.IN_DOUBT.name(), "IN_DOUBT");

  private final Map<String, String> chips = new HashMap<>();

  DerivedCards() {
    super("cards", "chip", "state", "job", "changed");
  }

  @Override
  void take(LedgerRecord record) {
    if (record.state().equals("cardQuarantined")) {
      row("unread-" + record.sequence(), "QUARANTINED", null, record.sequence());
    }
    if (!record.kind().equals("job")) {
      return;
    }
    String chip = record.facts().get("chip");
    if (record.state().equals(JobState.OPENED.name()) && chip != null) {
      chips.put(record.subject(), chip.toUpperCase(Locale.ROOT));
    }
    String inHand = chips.get(record.subject());
    String state = state(record);
    if (inHand != null && state != null) {
      row(inHand, state, state.equals("BLANK") ? null : record.subject(), record.sequence());
    }
    if (record.state().equals(JobState.RESERVED.name())) {
      chips.remove(record.subject());
    }
  }

  private static @Nullable String state(LedgerRecord record) {
    if (record.facts().containsKey(DerivedJobs.WORK)) {
      return null; // A proof changes nothing about the card.
    }
    return record.facts().getOrDefault(CARD, STATES.get(record.state()));
  }
}
