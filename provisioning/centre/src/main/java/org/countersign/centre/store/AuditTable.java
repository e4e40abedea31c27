package org.countersign.centre.store;

import java.time.InstantSource;
import java.util.List;

/** Who did what. Any thread. */
public final class AuditTable {

  /**
   * Something that a person did.
   *
   * @param number from 1, without gaps
   * @param at milliseconds since 1970-01-01T00:00:00Z
   * @param actor who; as typed, if a log-in failed
   * @param action for example {@code alert.acknowledge}
   * @param subject on what; may be empty
   * @param detail what else matters; never a password, a code or personal data
   */
  public record Entry(
      long number, long at, String actor, String action, String subject, String detail) {}

  private static final int LONGEST = 256;

  private final Database database;
  private final InstantSource clock;

  /** Entries of a database. */
  public AuditTable(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Adds an entry, durably; what was done is not to be done if this fails. */
  public synchronized void add(String actor, String action, String subject, String detail) {
    database.update(
        "note who did what",
        "insert into audit_entry (number, time_millis, actor, action, subject, detail)"
            + " select coalesce(max(number), 0) + 1, ?, ?, ?, ?, ? from audit_entry",
        clock.millis(),
        kept(actor),
        action,
        kept(subject),
        kept(detail));
  }

  /** What a person typed, in a length and in characters that every database takes. */
  private static String kept(String text) {
    return (text.length() > LONGEST ? text.substring(0, LONGEST) : text).replace('\0', '\uFFFD');
  }

  /**
   * The newest entries, newest first.
   *
   * @param before number that they are all below; {@link Long#MAX_VALUE} for the newest of all
   */
  public List<Entry> before(long before, int most) {
    return database.query(
        "read who did what",
        "select number, time_millis, actor, action, subject, detail from audit_entry"
            + " where number < ? order by number desc limit ?",
        row ->
            new Entry(
                row.getLong(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        before,
        most);
  }
}
