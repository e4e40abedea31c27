package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.FieldProblem;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.Shift;
import org.countersign.station.stock.ShiftReport;
import org.countersign.station.stock.ShiftReport.UnitLine;

/** Shifts on record. Any thread but an event loop; changes are durable when a call returns. */
public final class Shifts {

  private static final String SHIFT =
      "SELECT s.number, o.at, s.opened_by, c.at, s.closed_by, s.digest FROM shifts s JOIN records o"
          + " ON o.sequence = s.opened LEFT JOIN records c ON c.sequence = s.closed";

  private final LedgerWriter writer;
  private final LedgerReader reader;

  Shifts(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * What a shift is closed with.
   *
   * @param zone of the times on paper
   * @param at the moment, for the paper
   * @param counted blanks counted by hand, by batch
   * @param units what the devices count
   * @param hoppers what the devices count beyond the blanks of their batches
   */
  public record Closing(
      String station,
      String district,
      String version,
      ZoneId zone,
      Instant at,
      String by,
      Map<String, Long> counted,
      List<UnitLine> units,
      List<Discrepancy> hoppers) {}

  /**
   * Opens a shift. The one that is open already, opened by the same person, stays as it is.
   *
   * @param number the last one's and one more
   * @param counted blanks counted by hand, by batch
   * @throws StockRefusedException if the number is not the next one or another is open
   */
  public Shift open(long number, String by, Map<String, Long> counted) {
    long opened = writer.write(tx -> open(tx, number, by, counted));
    return find(number).orElseThrow(() -> new LedgerException("shift " + opened + " is not there"));
  }

  private static long open(Transaction tx, long number, String by, Map<String, Long> counted)
      throws SQLException {
    long latest = tx.query("SELECT coalesce(max(number), 0) FROM shifts", r -> r.getLong(1), 0L);
    String holder =
        tx.query(
            "SELECT opened_by FROM shifts WHERE number = ? AND closed IS NULL",
            row -> row.getString(1),
            "",
            latest);
    if (latest == number && holder.equals(by)) {
      return number;
    }
    if (!holder.isEmpty()) {
      throw new StockRefusedException("state", "shift " + latest + " is open; close it first");
    }
    if (number != latest + 1) {
      throw new StockRefusedException("id", "the next shift is " + (latest + 1));
    }
    ShiftReports.checkCounted(tx, counted);
    Map<String, Long> onRecord = ShiftReports.blanks(ShiftReports.batches(tx));
    onRecord.keySet().retainAll(counted.keySet());
    ShiftJson.Opening opening =
        tx.query(
            "SELECT closing, closed FROM shifts WHERE number = ?",
            row ->
                new ShiftJson.Opening(
                    ShiftJson.closing(row.getString(1)).batches(),
                    row.getLong(2),
                    counted,
                    onRecord),
            new ShiftJson.Opening(List.of(), 0, counted, onRecord),
            latest);
    String json = ShiftJson.write(opening);
    LedgerRecord record =
        tx.append(
            "shift",
            Long.toString(number),
            "OPENED",
            Map.of("by", by, "digest", StockBook.digest(json)));
    tx.update(
        "INSERT INTO shifts (number, opened, opened_by, opening) VALUES (?,?,?,?)",
        number,
        record.sequence(),
        by,
        json);
    return number;
  }

  /**
   * Closes the open shift and keeps its report. One that was closed by the same person stays as it
   * is.
   *
   * @throws StockRefusedException with everything that is in the way, by card
   */
  public Shift close(long number, Closing closing) {
    long closed = writer.write(tx -> close(tx, number, closing));
    return find(number).orElseThrow(() -> new LedgerException("shift " + closed + " is not there"));
  }

  private static long close(Transaction tx, long number, Closing closing) throws SQLException {
    record Row(String opening, String openedBy, boolean open, String closedBy) {}
    Optional<Row> found =
        tx.query(
            "SELECT opening, opened_by, closed IS NULL, coalesce(closed_by, '') FROM shifts"
                + " WHERE number = ?",
            r ->
                Optional.of(
                    new Row(r.getString(1), r.getString(2), r.getBoolean(3), r.getString(4))),
            Optional.empty(),
            number);
    if (found.isEmpty()) {
      throw new StockRefusedException("id", "there is no shift of this number");
    }
    Row shift = found.get();
    if (!shift.open()) {
      if (shift.closedBy().equals(closing.by())) {
        return number;
      }
      throw new StockRefusedException("state", "shift " + number + " was closed before");
    }
    List<FieldProblem> blocks = ShiftReports.blocks(tx);
    if (!blocks.isEmpty()) {
      throw new StockRefusedException(blocks);
    }
    ShiftReports.checkCounted(tx, closing.counted());
    ShiftReport report =
        ShiftReports.report(
            tx, number, shift.openedBy(), ShiftJson.opening(shift.opening()), closing);
    String batches = ShiftJson.write(new ShiftJson.Closing(ShiftReports.batches(tx)));
    String json = ShiftJson.write(report);
    String digest = StockBook.digest(json);
    LedgerRecord record =
        tx.append(
            "shift",
            Long.toString(number),
            "CLOSED",
            Map.of(
                "by",
                closing.by(),
                "digest",
                digest,
                DerivedShifts.CLOSING,
                StockBook.digest(batches),
                "discrepancies",
                Integer.toString(report.discrepancies().size())));
    tx.update(
        "UPDATE shifts SET closed = ?, closed_by = ?, closing = ?, report = ?, digest = ? WHERE"
            + " number = ?",
        record.sequence(),
        closing.by(),
        batches,
        json,
        digest,
        number);
    return number;
  }

  /** Counts a card that came into a state at a device; ledger thread only. */
  static void tally(Transaction tx, String device, CardState state) throws SQLException {
    if (state != CardState.IN_PROCESS) {
      tx.update(
          "INSERT INTO shift_cards SELECT coalesce((SELECT number + (closed IS NOT NULL) FROM"
              + " shifts ORDER BY number DESC LIMIT 1), 1), ?, ?, 1 WHERE true"
              + " ON CONFLICT(shift, device, state) DO UPDATE SET count = count + 1",
          device,
          state.name());
    }
  }

  /** What is in the way of closing now, by card; with what to do. */
  public List<FieldProblem> blocks() {
    return writer.write(ShiftReports::blocks);
  }

  /** Number of the open shift; 0 if none is. */
  public long current() {
    return reader
        .list("SELECT number FROM shifts WHERE closed IS NULL", row -> row.getLong(1))
        .stream()
        .findFirst()
        .orElse(0L);
  }

  /** One shift. */
  public Optional<Shift> find(long number) {
    return reader.list(SHIFT + " WHERE s.number = ?", Shifts::shift, number).stream().findFirst();
  }

  /** The newest shifts, at most so many, the last one first. */
  public List<Shift> list(int limit) {
    return reader.list(SHIFT + " ORDER BY s.number DESC LIMIT ?", Shifts::shift, limit);
  }

  private static Shift shift(ResultSet row) throws SQLException {
    String closedBy = row.getString(5);
    return new Shift(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        closedBy == null
            ? Optional.empty()
            : Optional.of(new Shift.Closing(row.getLong(4), closedBy, row.getString(6))));
  }

  /**
   * The report of a closed shift as it was kept; empty if there is none.
   *
   * @throws LedgerException if it is not what the chain has the digest of
   */
  public Optional<ShiftReport> report(long number) {
    record Kept(String json, String digest) {}
    List<Kept> kept =
        reader.list(
            "SELECT s.report, r.facts FROM shifts s JOIN records r ON r.sequence = s.closed WHERE"
                + " s.number = ?",
            row ->
                new Kept(
                    row.getString(1), FactsJson.facts(row.getString(2)).getOrDefault("digest", "")),
            number);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    if (!StockBook.digest(kept.getFirst().json()).equals(kept.getFirst().digest())) {
      throw new LedgerException(
          "the report of shift "
              + number
              + " is not the one whose digest is in the chain: the ledger was changed by something"
              + " else than the gateway; keep the file and tell the centre");
    }
    return Optional.of(ShiftJson.report(kept.getFirst().json()));
  }
}
