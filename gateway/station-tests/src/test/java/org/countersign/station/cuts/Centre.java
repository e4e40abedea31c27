package org.countersign.station.cuts;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The centre as far as reports go: keeps the first of each job and compares the others with it. */
final class Centre {

  /** What is reported of a job. */
  record Report(String job, @Nullable String serial, @Nullable String chip) {}

  private final Map<String, Report> reports = new HashMap<>();

  /** Takes a report; what contradicts an earlier one is returned. */
  Optional<String> receive(Report report) {
    Report before = reports.putIfAbsent(report.job(), report);
    return before == null || before.equals(report)
        ? Optional.empty()
        : Optional.of("the centre was told " + before + " first, then " + report);
  }

  boolean knows(String job) {
    return reports.containsKey(job);
  }
}
