package org.countersign.station.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Discrepancy.Kind;
import org.countersign.station.stock.ShiftReport;
import org.countersign.station.stock.ShiftReport.BatchLine;
import org.countersign.station.stock.ShiftReport.CardLine;
import org.countersign.station.stock.ShiftReport.MovementLine;
import org.countersign.station.stock.ShiftReport.OutcomeLine;

/** What a shift can be told to have been, inside the transaction that closes it. */
final class ShiftReports {

  private ShiftReports() {}

  /** Every batch as it is now. */
  static List<ShiftJson.BatchThen> batches(Transaction tx) throws SQLException {
    return tx.list(
        "SELECT * FROM batches ORDER BY id LIKE 'unbatched:%', receipt",
        row ->
            new ShiftJson.BatchThen(
                row.getString("id"),
                row.getString("product"),
                row.getLong("received"),
                StockBook.counts(row)));
  }

  /** What must be settled before a shift can be closed, by card; with what to do. */
  static List<FieldProblem> blocks(Transaction tx) throws SQLException {
    return tx.list(
        StockBook.CARD
            + " WHERE c.state IN ('IN_PROCESS','IN_DOUBT') OR (c.state = 'SPOILED' AND w.chip IS"
            + " NULL) ORDER BY c.changed",
        row -> {
          var card = StockBook.card(row);
          String job = card.job().map(id -> " (job " + id + ")").orElse("");
          return new FieldProblem(
              card.chip(),
              switch (card.state()) {
                case IN_PROCESS -> "is being written" + job + ": wait until it is done";
                case IN_DOUBT ->
                    "is in doubt"
                        + job
                        + ": put it on the reader again so that it is read; if it cannot be read,"
                        + " two persons declare it: 'countersign stock spoil', or 'stock lose' if"
                        + " it is not to be found";
                default ->
                    "was spoiled"
                        + job
                        + ": two persons look at it and say so with 'countersign stock spoil'";
              });
        });
  }

  static void checkCounted(Transaction tx, Map<String, Long> counted) throws SQLException {
    List<FieldProblem> problems = new ArrayList<>();
    for (String batch : new TreeSet<>(counted.keySet())) {
      boolean known =
          Batch.isId(batch)
              && tx.query("SELECT 1 FROM batches WHERE id = ?", row -> true, false, batch);
      if (!known) {
        problems.add(new FieldProblem("counted", "names a batch that was never received"));
      }
    }
    if (!problems.isEmpty()) {
      throw new StockRefusedException(problems);
    }
  }

  static ShiftReport report(
      Transaction tx,
      long number,
      String openedBy,
      ShiftJson.Opening opening,
      Shifts.Closing closing)
      throws SQLException {
    List<ShiftJson.BatchThen> now = batches(tx);
    List<Discrepancy> discrepancies = new ArrayList<>();
    counted(opening.onRecord(), opening.counted(), discrepancies, Kind.SHORT_AT_OPENING);
    counted(blanks(now), closing.counted(), discrepancies, Kind.SHORT_AT_CLOSING);
    discrepancies.addAll(closing.hoppers());
    standing(tx, now, discrepancies);
    return new ShiftReport(
        closing.station(),
        closing.district(),
        closing.version(),
        number,
        paper(openedAt(tx, number), closing.zone()),
        openedBy,
        paper(closing.at(), closing.zone()),
        closing.by(),
        lines(opening, now, closing.counted()),
        closing.units(),
        outcomes(tx, number),
        movements(tx, opening.since(), closing.zone()),
        discrepancies,
        cards(tx),
        tx.end().sequence(),
        tx.end().hash().toHex());
  }

  static Map<String, Long> blanks(List<ShiftJson.BatchThen> batches) {
    Map<String, Long> blanks = new TreeMap<>();
    batches.forEach(b -> blanks.put(b.id(), b.counts().getOrDefault(CardState.BLANK, 0L)));
    return blanks;
  }

  private static void counted(
      Map<String, Long> onRecord,
      Map<String, Long> counted,
      List<Discrepancy> discrepancies,
      Kind missing) {
    Kind over = missing == Kind.SHORT_AT_OPENING ? Kind.OVER_AT_OPENING : Kind.OVER_AT_CLOSING;
    new TreeMap<>(counted)
        .forEach((batch, found) -> {
          long difference = onRecord.getOrDefault(batch, 0L) - found;
          if (difference != 0) {
            discrepancies.add(
                new Discrepancy(difference > 0 ? missing : over, batch, Math.abs(difference)));
          }
        });
  }

  private static void standing(
      Transaction tx, List<ShiftJson.BatchThen> batches, List<Discrepancy> discrepancies)
      throws SQLException {
    for (ShiftJson.BatchThen batch : batches) {
      long surplus =
          tx.query(
              "SELECT surplus FROM batches WHERE id = ?", row -> row.getLong(1), 0L, batch.id());
      if (batch.id().startsWith(Batch.UNBATCHED) && batch.received() > 0) {
        String product = batch.product().isEmpty() ? "-" : batch.product();
        discrepancies.add(new Discrepancy(Kind.UNBATCHED, product, batch.received()));
      } else if (surplus > 0) {
        discrepancies.add(new Discrepancy(Kind.SURPLUS, batch.id(), surplus));
      }
    }
  }

  private static List<BatchLine> lines(
      ShiftJson.Opening opening, List<ShiftJson.BatchThen> now, Map<String, Long> counted) {
    Map<String, ShiftJson.BatchThen> before = new HashMap<>();
    opening.batches().forEach(batch -> before.put(batch.id(), batch));
    List<BatchLine> lines = new ArrayList<>();
    for (ShiftJson.BatchThen batch : now) {
      ShiftJson.BatchThen then =
          before.getOrDefault(
              batch.id(), new ShiftJson.BatchThen(batch.id(), batch.product(), 0, Map.of()));
      if (isStillHere(then) || isStillHere(batch)) {
        lines.add(
            new BatchLine(
                batch.id(),
                batch.product(),
                then.received(),
                then.counts(),
                batch.received(),
                batch.counts(),
                counted.getOrDefault(batch.id(), -1L)));
      }
    }
    return lines;
  }

  /** A batch that is used up is on paper once more and then no longer. */
  private static boolean isStillHere(ShiftJson.BatchThen batch) {
    return batch.counts().entrySet().stream()
        .anyMatch(count ->
            count.getValue() > 0
                && switch (count.getKey()) {
                  case BLANK, IN_PROCESS, IN_DOUBT, SPOILED, QUARANTINED -> true;
                  case ISSUED, RETURNED, DESTROYED, LOST -> false;
                });
  }

  private static List<OutcomeLine> outcomes(Transaction tx, long number) throws SQLException {
    return tx.list(
        "SELECT device, state, count FROM shift_cards WHERE shift = ? ORDER BY device, state",
        row ->
            new OutcomeLine(row.getString(1), CardState.valueOf(row.getString(2)), row.getLong(3)),
        number);
  }

  private static List<MovementLine> movements(Transaction tx, long since, ZoneId zone)
      throws SQLException {
    return tx.list(
        "SELECT at, subject, state, facts FROM records WHERE sequence > ? AND kind = 'stock' AND"
            + " state NOT IN ('DRAWN', 'RULE') ORDER BY sequence",
        row -> {
          SortedMap<String, String> facts = FactsJson.facts(row.getString(4));
          return new MovementLine(
              paper(Instant.ofEpochMilli(row.getLong(1)), zone),
              row.getString(2),
              row.getString(3),
              cards(facts),
              facts.getOrDefault("reason", ""),
              facts.getOrDefault("by", ""),
              facts.getOrDefault("second", ""));
        },
        since);
  }

  private static String cards(SortedMap<String, String> facts) {
    String counted = facts.get("counted");
    if (facts.containsKey("chip")) {
      return facts.get("card") + " = " + facts.get("chip");
    }
    if (counted == null) {
      return facts.getOrDefault("card", facts.getOrDefault("quantity", ""));
    }
    long difference =
        Long.parseLong(facts.getOrDefault("more", "0"))
            + Long.parseLong(facts.getOrDefault("found", "0"))
            - Long.parseLong(facts.getOrDefault("lost", "0"));
    return difference == 0 ? counted : "%s (%+d)".formatted(counted, difference);
  }

  private static Instant openedAt(Transaction tx, long number) throws SQLException {
    long millis =
        tx.query(
            "SELECT r.at FROM shifts s JOIN records r ON r.sequence = s.opened WHERE s.number = ?",
            row -> row.getLong(1),
            0L,
            number);
    return Instant.ofEpochMilli(millis);
  }

  private static String paper(Instant at, ZoneId zone) {
    return OffsetDateTime.ofInstant(at, zone).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static List<CardLine> cards(Transaction tx) throws SQLException {
    return tx.list(
        "SELECT chip, state, batch FROM cards WHERE state IN ('SPOILED','QUARANTINED','LOST')"
            + " ORDER BY state, changed",
        row ->
            new CardLine(row.getString(1), CardState.valueOf(row.getString(2)), row.getString(3)));
  }
}
