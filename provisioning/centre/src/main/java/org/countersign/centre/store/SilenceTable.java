package org.countersign.centre.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import org.countersign.centre.silence.Silence;
import org.countersign.centre.silence.Sureness;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.silence.Why;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Silences of stations: those that last, and of those that are over the last ten a station. */
public final class SilenceTable {

  /** Silences that are over, of one station. */
  public static final int KEPT = 10;

  private static final String COLUMNS =
      "district, station, from_millis, heard_millis, to_millis, why, sure, facts";

  private final Database database;

  /** Silences of a database. */
  public SilenceTable(Database database) {
    this.database = database;
  }

  /** Those that last. */
  public List<Silence> open() {
    return database.query(
        "read the silences that last",
        "select " + COLUMNS + " from silence where to_millis is null",
        SilenceTable::silence);
  }

  /** Until when the centre heard its fleet, milliseconds since 1970; empty if it never did. */
  public OptionalLong heardUntil() {
    return database
        .query(
            "read until when the fleet was heard",
            "select until_millis from hearing",
            row -> row.getLong(1))
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** The centre hears its fleet; milliseconds since 1970. */
  public void hears(long now) {
    int ignored =
        database.update(
            "save that the fleet is heard",
            "insert into hearing (one, until_millis) values (1, ?)"
                + " on conflict (one) do update set until_millis = excluded.until_millis",
            now);
  }

  /** Those of a station that are over, the newest first; at most {@value #KEPT}. */
  public List<Silence> over(EdgeNodeDescriptor station) {
    return database.query(
        "read the silences of " + station,
        "select "
            + COLUMNS
            + " from silence where district = ? and station = ? and to_millis is not null"
            + " order by from_millis desc limit "
            + KEPT,
        SilenceTable::silence,
        station.group(),
        station.node());
  }

  /** Adds silences, or replaces what was known of them; all or none. */
  public void save(Collection<Silence> silences) {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
              connection.prepareStatement(
                  "insert into silence ("
                      + COLUMNS
                      + ") values (?, ?, ?, ?, ?, ?, ?, ?)"
                      + " on conflict (district, station, from_millis) do update"
                      + " set to_millis = excluded.to_millis, why = excluded.why,"
                      + " sure = excluded.sure, facts = excluded.facts");
          PreparedStatement old =
              connection.prepareStatement(
                  "delete from silence where district = ? and station = ?"
                      + " and to_millis is not null and from_millis not in (select from_millis"
                      + " from silence where district = ? and station = ?"
                      + " and to_millis is not null order by from_millis desc limit "
                      + KEPT
                      + ")")) {
        for (Silence silence : silences) {
          add(statement, silence);
          for (int at = 1; at <= 3; at += 2) {
            old.setString(at, silence.station().group());
            old.setString(at + 1, silence.station().node());
          }
          old.addBatch();
        }
        statement.executeBatch();
        old.executeBatch();
        connection.commit();
      }
    } catch (SQLException e) {
      throw new StoreException("save silences", e);
    }
  }

  private static void add(PreparedStatement statement, Silence silence) throws SQLException {
    statement.setString(1, silence.station().group());
    statement.setString(2, silence.station().node());
    statement.setLong(3, silence.from());
    statement.setLong(4, silence.heardAt());
    if (silence.to().isPresent()) {
      statement.setLong(5, silence.to().getAsLong());
    } else {
      statement.setNull(5, Types.BIGINT);
    }
    statement.setString(6, silence.verdict().why().name());
    statement.setString(7, silence.verdict().sure().name());
    statement.setString(8, SilenceFacts.text(silence));
    statement.addBatch();
  }

  private static Silence silence(ResultSet row) throws SQLException {
    long to = row.getLong(5);
    OptionalLong over = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(to);
    JsonNode facts = SilenceFacts.node(row.getString(8));
    return new Silence(
        new EdgeNodeDescriptor(row.getString(1), row.getString(2)),
        row.getLong(4),
        over,
        SilenceFacts.words(facts),
        new Verdict(
            Why.valueOf(row.getString(6)),
            Sureness.valueOf(row.getString(7)),
            row.getLong(3),
            SilenceFacts.time(facts, "until"),
            SilenceFacts.evidence(facts)));
  }

  /** Takes out what is known of a station that is looked after no more. */
  public void forget(EdgeNodeDescriptor station) {
    int ignored =
        database.update(
            "forget the silences of " + station,
            "delete from silence where district = ? and station = ?",
            station.group(),
            station.node());
  }
}
