package org.countersign.centre.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;

/** Every station that was heard, so that a centre that starts anew misses those that are silent. */
public final class StationTable {

  private final Database database;

  /** Stations of a database. */
  public StationTable(Database database) {
    this.database = database;
  }

  /** All of them. */
  public List<KnownNode> all() {
    return database.query(
        "read the known stations",
        "select district, station, bd_seq, birth_millis from station",
        row ->
            new KnownNode(
                new EdgeNodeDescriptor(row.getString(1), row.getString(2)),
                row.getInt(3),
                row.getLong(4)));
  }

  /** Adds stations, or replaces what was known of them; all or none. */
  public void save(Collection<KnownNode> stations) {
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "insert into station (district, station, bd_seq, birth_millis) values (?, ?, ?, ?)"
                  + " on conflict (district, station) do update"
                  + " set bd_seq = excluded.bd_seq, birth_millis = excluded.birth_millis")) {
        for (KnownNode station : stations) {
          statement.setString(1, station.node().group());
          statement.setString(2, station.node().node());
          statement.setInt(3, station.bdSeq());
          statement.setLong(4, station.birthTimestamp());
          statement.addBatch();
        }
        statement.executeBatch();
        connection.commit();
      }
    } catch (SQLException e) {
      throw new StoreException("save the known stations", e);
    }
  }

  /** Takes a station out that is looked after no more. */
  public void forget(EdgeNodeDescriptor station) {
    database.update(
        "forget " + station,
        "delete from station where district = ? and station = ?",
        station.group(),
        station.node());
  }
}
