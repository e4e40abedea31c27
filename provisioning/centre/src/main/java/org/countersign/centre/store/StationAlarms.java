package org.countersign.centre.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Reads the alarms that stations have raised and not cleared. Any thread. */
public final class StationAlarms {

  private static final String COLUMNS =
      "select district, station, code, subject, since_millis, stored_millis, what from"
          + " station_alarm ";

  /** Words of the enumeration itself, so nothing is to be escaped in them. */
  private static final String GRAVE =
      Stream.of(AlarmCode.values())
          .filter(AlarmCode::isGrave)
          .map(code -> "'" + code.word() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  private final Database database;

  /** Alarms of a database. */
  public StationAlarms(Database database) {
    this.database = database;
  }

  /** Those of a station, the oldest first. */
  public List<OpenAlarm> of(EdgeNodeDescriptor station, int most) {
    return database.query(
        "read alarms of " + station,
        COLUMNS + "where district = ? and station = ? order by since_millis, code, subject limit ?",
        StationAlarms::alarm,
        station.group(),
        station.node(),
        most);
  }

  /** Those of all stations that people are to be told of. */
  public List<OpenAlarm> grave() {
    return database.query(
        "read grave alarms", COLUMNS + "where code in " + GRAVE, StationAlarms::alarm);
  }

  private static OpenAlarm alarm(ResultSet row) throws SQLException {
    return new OpenAlarm(
        new EdgeNodeDescriptor(row.getString(1), row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6),
        row.getString(7));
  }
}
