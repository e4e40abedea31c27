package org.countersign.centre.account;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.StoreException;

/** Sessions by the hash of their token, kept over a restart. Any thread. */
public final class SessionTable {

  private final Database database;

  /**
   * A session.
   *
   * @param hash SHA-256 of its token, hexadecimal
   * @param begun milliseconds since 1970-01-01T00:00:00Z
   * @param used when it was used last, to a minute; likewise
   */
  public record Kept(String hash, String user, Role role, long begun, long used) {}

  /** Sessions of a database. */
  public SessionTable(Database database) {
    this.database = database;
  }

  /** All of them. */
  List<Kept> all() {
    return database.query(
        "read the sessions",
        "select token_hash, account, role, begun_millis, used_millis from login_session",
        row ->
            new Kept(
                row.getString(1),
                row.getString(2),
                Role.of(row.getString(3)).orElse(Role.VIEWER),
                row.getLong(4),
                row.getLong(5)));
  }

  /** Hashes of all of them. */
  Set<String> hashes() {
    return database
        .query("read the sessions", "select token_hash from login_session", row -> row.getString(1))
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  void add(Kept session) {
    database.update(
        "keep a session",
        "insert into login_session (token_hash, account, role, begun_millis, used_millis)"
            + " values (?, ?, ?, ?, ?)",
        session.hash(),
        session.user(),
        session.role().word(),
        session.begun(),
        session.used());
  }

  void used(Collection<Kept> sessions) {
    for (Kept session : sessions) {
      database.update(
          "keep when a session was used",
          "update login_session set used_millis = ? where token_hash = ?",
          session.used(),
          session.hash());
    }
  }

  /** All or none. */
  void remove(Collection<String> hashes) {
    if (hashes.isEmpty()) {
      return;
    }
    try (Connection connection = database.connection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement statement =
          connection.prepareStatement("delete from login_session where token_hash = ?")) {
        for (String hash : hashes) {
          statement.setString(1, hash);
          statement.addBatch();
        }
        statement.executeBatch();
        connection.commit();
      }
    } catch (SQLException e) {
      throw new StoreException("end sessions", e);
    }
  }

  /** Ends all sessions of a person; a centre that runs sees it within seconds. */
  public void removeAllOf(String user) {
    database.update(
        "end the sessions of " + user, "delete from login_session where account = ?", user);
  }
}
