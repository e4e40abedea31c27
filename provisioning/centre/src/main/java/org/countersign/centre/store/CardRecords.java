package org.countersign.centre.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.records.RecordStore.Position;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Reads records of cards. Any thread. */
public final class CardRecords {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS =
      "select district, station, sequence, time_millis, kind, serial, facts from record ";

  private final Database database;

  /** Records of a database. */
  public CardRecords(Database database) {
    this.database = database;
  }

  /** How far a station has come. */
  public Optional<Position> position(EdgeNodeDescriptor station) {
    return database
        .query(
            "read the position of " + station,
            "select epoch, base, through from record_position where district = ? and station = ?",
            row -> new Position(row.getLong(1), row.getLong(2), row.getLong(3)),
            station.group(),
            station.node())
        .stream()
        .findFirst();
  }

  /** What is lost of a station, the oldest first. */
  public List<RecordGap> gaps(EdgeNodeDescriptor station, int most) {
    return database.query(
        "read what is lost of " + station,
        "select epoch, after_sequence, through_sequence, found_millis from record_gap"
            + " where district = ? and station = ? order by epoch, after_sequence limit ?",
        row -> new RecordGap(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)),
        station.group(),
        station.node(),
        most);
  }

  /** Cards of a station, the newest first. */
  public List<CardRecord> newest(EdgeNodeDescriptor station, int most) {
    return database.query(
        "read cards of " + station,
        COLUMNS
            + "where district = ? and station = ? and serial is not null"
            + " order by epoch desc, sequence desc limit ?",
        CardRecords::card,
        station.group(),
        station.node(),
        most);
  }

  /** What happened to a serial, in the order of time. */
  public List<CardRecord> ofSerial(String serial, int most) {
    return database.query(
        "look for a serial",
        COLUMNS + "where serial = ? order by time_millis limit ?",
        CardRecords::card,
        serial.replace('\0', '\uFFFD'),
        most);
  }

  /**
   * Stations whose latest acceptance found them good by a proven card: one that was found bad
   * later, or whose ledger was begun anew and found bad since, is none of them.
   */
  public List<EdgeNodeDescriptor> accepted() {
    record Result(EdgeNodeDescriptor station, boolean accepted) {}
    return database
        .query(
            "read which stations are accepted",
            "select r.district, r.station, r.facts from record r where r.kind = 'acceptance'"
                + " and not exists (select 1 from record later where later.kind = 'acceptance'"
                + " and later.district = r.district and later.station = r.station"
                + " and (later.epoch > r.epoch"
                + " or later.epoch = r.epoch and later.sequence > r.sequence))",
            row ->
                new Result(
                    new EdgeNodeDescriptor(row.getString(1), row.getString(2)),
                    facts(row.getString(3)).path("accepted").asBoolean()))
        .stream()
        .filter(Result::accepted)
        .map(Result::station)
        .toList();
  }

  private static CardRecord card(ResultSet row) throws SQLException {
    JsonNode facts = facts(row.getString(7));
    return new CardRecord(
        new EdgeNodeDescriptor(row.getString(1), row.getString(2)),
        row.getLong(3),
        row.getLong(4),
        row.getString(5),
        row.getString(6),
        facts.path("chip").asText(""),
        Optional.ofNullable(facts.path("profile").textValue()),
        Optional.ofNullable(facts.path("card").textValue()));
  }

  private static JsonNode facts(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record's facts are no JSON", e);
    }
  }
}
