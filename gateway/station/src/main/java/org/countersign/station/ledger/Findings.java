package org.countersign.station.ledger;

import java.util.ArrayList;
import java.util.List;

/** What a check found, in the order in which it was found. */
final class Findings {

  /** Enough to see what happened; a file of noise would fill the memory. */
  private static final int MOST = 1_000;

  private final List<LedgerAudit.Finding> all = new ArrayList<>();
  private long left;

  void add(String table, String row, String problem) {
    if (all.size() < MOST) {
      all.add(new LedgerAudit.Finding(table, row, problem));
    } else {
      left++;
    }
  }

  /** About a record. */
  void record(long sequence, String problem) {
    add("records", Long.toString(sequence), "record " + sequence + " " + problem);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** All of them; the last one says how many were left out. */
  List<LedgerAudit.Finding> all() {
    List<LedgerAudit.Finding> told = new ArrayList<>(all);
    if (left > 0) {
      told.add(new LedgerAudit.Finding("", "", "and " + left + " more"));
    }
    return told;
  }
}
