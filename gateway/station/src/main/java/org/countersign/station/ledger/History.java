package org.countersign.station.ledger;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.countersign.station.jobs.StationEvent;

/** What the records tell of one job, serial or chip. */
final class History {

  private static final String UNREAD = "unread-";

  private final LedgerQuestions questions;

  History(LedgerReader reader) {
    this.questions = new LedgerQuestions(reader);
  }

  List<StationEvent> of(String wanted) {
    if (wanted.matches(UNREAD + "[0-9]{1,18}")) {
      long sequence = Long.parseLong(wanted.substring(UNREAD.length()));
      return questions.after(sequence - 1, 1);
    }
    return questions.ofJobs(jobs(wanted));
  }

  /** Ids of the jobs that have to do with it; almost always one. */
  Set<String> jobs(String wanted) {
    String chip = wanted.toUpperCase(Locale.ROOT);
    Set<String> jobs = new LinkedHashSet<>();
    for (StationEvent event : questions.mentioning(wanted, chip)) {
      if (event.subject().equals(wanted)
          || wanted.equals(event.facts().get("serial"))
          || chip.equals(event.facts().getOrDefault("chip", "").toUpperCase(Locale.ROOT))) {
        jobs.add(event.subject());
      }
    }
    return jobs;
  }
}
