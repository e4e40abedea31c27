package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the station was found when two persons looked at it: kind {@code station}, subject {@code
 * acceptance}, state {@code accepted} or {@code refused}; in the outbox for the centre. Any thread
 * but the ledger's and an event loop.
 */
public final class StationAcceptances {

  public static final String KIND = "station";
  public static final String SUBJECT = "acceptance";
  public static final String ACCEPTED = "accepted";
  public static final String REFUSED = "refused";

  private final LedgerWriter writer;
  private final NewestAcceptance followed;

  StationAcceptances(LedgerWriter writer, LedgerReader reader) {
    this.writer = writer;
    this.followed = new NewestAcceptance(reader);
  }

  /**
   * What came of it.
   *
   * @param chip number of the test card that proved it, hexadecimal; empty if none did
   * @param report SHA-256 of the full report, hexadecimal
   * @param by who did it
   * @param second who stood by
   * @param reason why it was refused; empty if it was not
   */
  public record Result(
      boolean accepted, String chip, String report, String by, String second, String reason) {}

  /** One on record. */
  public record Recorded(long sequence, Instant at, Result result) {}

  /**
   * The newest on record.
   *
   * @param isExpired the authority has begun the station anew since, so it says nothing of it now
   */
  public record Newest(Recorded recorded, boolean isExpired) {}

  /**
   * Puts it on record; durable when the call returns.
   *
   * @return its sequence
   * @throws LedgerException if the ledger takes no record
   */
  public long record(Result result) {
    Map<String, String> facts =
        new TreeMap<>(
            Map.of(
                "chip", result.chip(),
                "report", result.report(),
                "by", result.by(),
                "secondPerson", result.second()));
    if (!result.accepted()) {
      facts.put("problem", result.reason());
    }
    return writer.write(tx -> {
      LedgerRecord record = tx.append(KIND, SUBJECT, result.accepted() ? ACCEPTED : REFUSED, facts);
      tx.update("INSERT INTO outbox VALUES (?, NULL)", record.sequence());
      return record.sequence();
    });
  }

  /** The newest; empty before the first. */
  public Optional<Newest> newest() {
    return followed.now();
  }

  static Recorded recorded(ResultSet row) throws SQLException {
    Map<String, String> facts = FactsJson.facts(row.getString(4));
    return new Recorded(
        row.getLong(1),
        Instant.ofEpochMilli(row.getLong(2)),
        new Result(
            row.getString(3).equals(ACCEPTED),
            facts.getOrDefault("chip", ""),
            facts.getOrDefault("report", ""),
            facts.getOrDefault("by", ""),
            facts.getOrDefault("secondPerson", ""),
            facts.getOrDefault("problem", "")));
  }
}
