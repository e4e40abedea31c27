package org.countersign.centre.alert;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.store.Database;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Alerts, open ones and those that are over. */
public final class AlertTable {

  private static final String COLUMNS =
      "number, scope, district, station, cause, since_millis, acknowledged_by, silenced_until,"
          + " escalated, closed_millis, absorbed_by, alarm";

  private final Database database;

  /** Alerts of a database. */
  public AlertTable(Database database) {
    this.database = database;
  }

  /** Those that are not over. How many stations they stop is not kept. */
  public List<Alert> open() {
    return database.query(
        "read the open alerts",
        "select " + COLUMNS + " from alert where closed_millis is null order by number",
        AlertTable::alert);
  }

  /** Those that ended last. */
  public List<ClosedAlert> closed(int most) {
    return database.query(
        "read alerts that are over",
        "select "
            + COLUMNS
            + " from alert where closed_millis is not null order by closed_millis desc limit ?",
        row -> new ClosedAlert(alert(row), row.getLong(10), row.getLong(11)),
        most);
  }

  /** The largest number that was ever given; 0 for none. */
  public long lastNumber() {
    return database
        .query(
            "read the last number of an alert",
            "select coalesce(max(number), 0) from alert",
            row -> row.getLong(1))
        .getFirst();
  }

  /** Adds an alert, or replaces what was known of it. */
  public void save(Alert alert) {
    save(alert, Optional.empty());
  }

  /** The same with an alert that is over. */
  public void close(ClosedAlert closed) {
    save(closed.alert(), Optional.of(closed));
  }

  private void save(Alert alert, Optional<ClosedAlert> closed) {
    database.update(
        "keep alert " + alert.number(),
        "insert into alert ("
            + COLUMNS
            + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (number) do update set"
            + " since_millis = excluded.since_millis, acknowledged_by = excluded.acknowledged_by,"
            + " silenced_until = excluded.silenced_until, escalated = excluded.escalated,"
            + " closed_millis = excluded.closed_millis, absorbed_by = excluded.absorbed_by",
        alert.number(),
        switch (alert.scope()) {
          case Scope.OfStation ignored -> "station";
          case Scope.OfAlarm ignored -> "alarm";
          case Scope.OfDistrict ignored -> "district";
          case Scope.OfFleet ignored -> "fleet";
        },
        switch (alert.scope()) {
          case Scope.OfStation of -> of.station().group();
          case Scope.OfAlarm of -> of.station().group();
          case Scope.OfDistrict of -> of.district();
          case Scope.OfFleet ignored -> null;
        },
        switch (alert.scope()) {
          case Scope.OfStation of -> of.station().node();
          case Scope.OfAlarm of -> of.station().node();
          case Scope.OfDistrict ignored -> null;
          case Scope.OfFleet ignored -> null;
        },
        alert.cause().name(),
        alert.since(),
        alert.acknowledgedBy().orElse(null),
        alert.silencedUntil(),
        alert.escalated() ? 1 : 0,
        closed.map(ClosedAlert::closedAt).orElse(null),
        closed.map(ClosedAlert::absorbedBy).orElse(null),
        alert.scope() instanceof Scope.OfAlarm of ? of.code() : null);
  }

  private static Alert alert(ResultSet row) throws SQLException {
    Scope scope =
        switch (row.getString(2)) {
          case "station" ->
              new Scope.OfStation(new EdgeNodeDescriptor(row.getString(3), row.getString(4)));
          case "alarm" ->
              new Scope.OfAlarm(
                  new EdgeNodeDescriptor(row.getString(3), row.getString(4)), row.getString(12));
          case "district" -> new Scope.OfDistrict(row.getString(3));
          default -> new Scope.OfFleet();
        };
    return new Alert(
        row.getLong(1),
        scope,
        Cause.valueOf(row.getString(5)),
        row.getLong(6),
        0,
        0,
        false,
        Optional.ofNullable(row.getString(7)),
        row.getLong(8),
        row.getInt(9) != 0);
  }
}
