package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.StationEvent;

/** What is asked of the jobs, the cards and the chain. Any thread; never waits for a writer. */
final class LedgerQuestions {

  private static final String EVENTS =
      "SELECT sequence, at, kind, subject, state, facts FROM records WHERE ";

  private final LedgerReader reader;

  LedgerQuestions(LedgerReader reader) {
    this.reader = reader;
  }

  /** Jobs that wait for a card, oldest first. */
  List<Ledger.Waiting> waiting() {
    return reader.list(
        "SELECT number, id, profile, suite FROM jobs WHERE state IN ('ACCEPTED','RESERVED') ORDER"
            + " BY number",
        row ->
            new Ledger.Waiting(
                row.getLong(1), row.getString(2), row.getString(3), row.getString(4)));
  }

  /** One job. */
  Optional<JobRecord> find(String job) {
    return reader
        .list("SELECT " + JobTable.COLUMNS + " FROM jobs WHERE id = ?", JobTable::record, job)
        .stream()
        .findFirst();
  }

  /** Jobs in the order of their acceptance; no states means all. */
  List<JobRecord> list(Optional<String> after, int limit, Set<JobState> states) {
    List<Object> values = new ArrayList<>();
    values.add(after.orElse(""));
    String among = "";
    if (!states.isEmpty()) {
      among = " AND state IN (" + String.join(",", Collections.nCopies(states.size(), "?")) + ")";
      states.forEach(state -> values.add(state.name()));
    }
    values.add(limit);
    return reader.list(
        "SELECT "
            + JobTable.COLUMNS
            + " FROM jobs WHERE number > coalesce((SELECT number FROM jobs WHERE id = ?), 0)"
            + among
            + " ORDER BY number LIMIT ?",
        JobTable::record,
        values.toArray());
  }

  /** Number of cards by state. */
  Ledger.Counts counts(long records) {
    Map<String, Long> cards = new TreeMap<>();
    reader.list(
        "SELECT state, count(*) FROM cards GROUP BY state",
        row -> cards.put(row.getString(1), row.getLong(2)) == null);
    return new Ledger.Counts(
        cards.getOrDefault("IN_PROCESS", 0L),
        cards.getOrDefault("IN_DOUBT", 0L),
        cards.getOrDefault("ISSUED", 0L),
        cards.getOrDefault("SPOILED", 0L),
        cards.getOrDefault("QUARANTINED", 0L),
        records);
  }

  /** Mean time of the newest cards, so many at most; empty before the first. */
  Optional<Duration> timePerCard() {
    List<Duration> times =
        reader
            .list(
                "SELECT "
                    + JobTable.COLUMNS
                    + " FROM jobs WHERE work IS NOT NULL ORDER BY number DESC LIMIT 32",
                JobTable::record)
            .stream()
            .flatMap(job -> job.work().stream())
            .map(LedgerQuestions::total)
            .filter(Duration::isPositive)
            .toList();
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(times.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(times.size()));
  }

  /** The step {@code total}, if the work has one; otherwise the sum of its steps. */
  private static Duration total(IssuedCard work) {
    return work.steps().stream()
        .filter(step -> step.step().equals("total"))
        .map(IssuedCard.StepTime::time)
        .findFirst()
        .orElseGet(() ->
            work.steps().stream()
                .map(IssuedCard.StepTime::time)
                .reduce(Duration.ZERO, Duration::plus));
  }

  /** Records after a sequence number, oldest first. */
  List<StationEvent> after(long sequence, int limit) {
    return reader.list(
        EVENTS + "sequence > ? ORDER BY sequence LIMIT ?", LedgerQuestions::event, sequence, limit);
  }

  /** Every record of some jobs, oldest first. */
  List<StationEvent> ofJobs(Set<String> jobs) {
    return reader.list(
        EVENTS
            + "kind = 'job' AND subject IN ("
            + String.join(",", Collections.nCopies(jobs.size(), "?"))
            + ") ORDER BY sequence",
        LedgerQuestions::event,
        jobs.toArray());
  }

  /** Every record of a job whose subject is the first text, or whose facts hold either. */
  List<StationEvent> mentioning(String text, String other) {
    return reader.list(
        EVENTS
            + "kind = 'job' AND (subject = ? OR instr(facts, ?) > 0 OR instr(upper(facts), ?) > 0)"
            + " ORDER BY sequence",
        LedgerQuestions::event,
        text,
        text,
        other);
  }

  private static StationEvent event(ResultSet row) throws SQLException {
    return new StationEvent(
        row.getLong(1),
        Instant.ofEpochMilli(row.getLong(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        FactsJson.facts(row.getString(6)));
  }
}
