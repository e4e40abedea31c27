package org.countersign.station.ledger;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal;
import org.countersign.personalization.issue.IssuanceJournal.Keys;

/**
 * The attempts at chips' keys worked out anew from the records, as {@link Attempts} counts them.
 */
final class AttemptReplay {

  /** States that a card reaches only with the right keys. */
  private static final Set<String> SETTLING =
      Set.of(JobState.WRITING.name(), JobState.ACTIVATED.name());

  /** What is known of a chip and one set of its keys. */
  static final class Known {
    long unsettled;
    final Set<String> refused = new TreeSet<>();
  }

  /** By chip, a stroke, and the keys. */
  final Map<String, Known> rows = new HashMap<>();

  /** A record of an attempt on a card that is gone on with. */
  void card(LedgerRecord record) {
    String keys = record.facts().getOrDefault("keys", "");
    String key = record.subject() + "/" + keys;
    switch (record.state()) {
      case "attempt" -> known(key).unsettled = number(record, "unsettled");
      case "accepted" -> rows.remove(key);
      case "unspent" -> unspent(key);
      case "refused" -> {
        unspent(key);
        known(key).refused.add(record.facts().getOrDefault("way", ""));
      }
      default -> {
        // Nothing that counts.
      }
    }
  }

  private void unspent(String key) {
    Known known = known(key);
    known.unsettled = Math.max(0, known.unsettled - 1);
  }

  /**
   * A record of a job that has a chip in hand.
   *
   * @param before state of the job before
   */
  void job(LedgerRecord record, String chip, String before) {
    String personalization = chip + "/" + Keys.PERSONALIZATION;
    if (record.facts().containsKey(DerivedJobs.WORK)) {
      rows.remove(chip + "/" + Keys.INSPECTION);
    } else if (record.facts().containsKey(IssuanceJournal.ATTEMPT)) {
      known(personalization).unsettled++;
    } else if (SETTLING.contains(record.state())) {
      rows.remove(personalization);
    } else if (record.state().equals(JobState.RESERVED.name())) {
      if (record.facts().containsKey("unsettled")) {
        known(personalization).unsettled = number(record, "unsettled");
      } else if (isSigned(before)) {
        rows.remove(personalization);
      }
    }
  }

  /** Nothing is signed for a chip that has not accepted the keys. */
  private static boolean isSigned(String state) {
    for (JobState known : JobState.values()) {
      if (known.name().equals(state)) {
        return known.compareTo(JobState.SIGNED) >= 0;
      }
    }
    return false;
  }

  private Known known(String key) {
    return rows.computeIfAbsent(key, k -> new Known());
  }

  private static long number(LedgerRecord record, String name) {
    String text = record.facts().getOrDefault(name, "0");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
