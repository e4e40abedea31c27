package org.countersign.station.ledger;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.issue.IssuanceJournal.Keys;

/**
 * Attempts at a chip's keys of which nobody knows whether they spent a try. An attempt on a blank
 * is announced by the state {@code AUTHENTICATING} and counted when it is given up; one on a card
 * that is gone on with has a record of its own before it. Ledger thread only.
 */
final class Attempts {

  /** Beyond it a chip is not tried any more: cards block after three to ten. */
  static final int MOST_UNSETTLED = 2;

  /** A chip without a row has none. */
  static final String[] TABLES = {
    """
    CREATE TABLE attempts (
      chip      TEXT NOT NULL,
      keys      TEXT NOT NULL CHECK (keys IN ('PERSONALIZATION','INSPECTION')),
      unsettled INTEGER NOT NULL CHECK (unsettled >= 0),
      refused   TEXT NOT NULL,             -- names of the profile's ways whose keys it refused, by line
      PRIMARY KEY (chip, keys)
    ) STRICT, WITHOUT ROWID
    """,
  };

  private static final String KIND = "card";

  private Attempts() {}

  static int unsettled(Transaction tx, String chip, Keys keys) throws SQLException {
    return tx.query(
        "SELECT unsettled FROM attempts WHERE chip = ? AND keys = ?",
        row -> row.getInt(1),
        0,
        chip,
        keys.name());
  }

  /** An attempt on a blank came to no known end, or one before the activation begins. */
  static int add(Transaction tx, String chip) throws SQLException {
    int unsettled = unsettled(tx, chip, Keys.PERSONALIZATION) + 1;
    set(tx, chip, Keys.PERSONALIZATION, unsettled);
    return unsettled;
  }

  /** The chip accepted our keys, which gives all its tries back. */
  static void settled(Transaction tx, String chip, Keys keys) throws SQLException {
    tx.update("DELETE FROM attempts WHERE chip = ? AND keys = ?", chip, keys.name());
  }

  /**
   * Announces one on a card that is gone on with; false if there were too many.
   *
   * @param job empty on a test card, which no job has
   */
  static boolean announce(Transaction tx, String job, String chip, Keys keys) throws SQLException {
    int unsettled = unsettled(tx, chip, keys);
    if (unsettled >= MOST_UNSETTLED) {
      return false;
    }
    set(tx, chip, keys, unsettled + 1);
    append(tx, job, chip, keys, "attempt", Map.of("unsettled", Integer.toString(unsettled + 1)));
    return true;
  }

  static void came(Transaction tx, String job, String chip, Keys keys, AttemptOutcome outcome)
      throws SQLException {
    switch (outcome) {
      case AttemptOutcome.Accepted accepted -> {
        settled(tx, chip, keys);
        append(tx, job, chip, keys, "accepted", Map.of());
      }
      case AttemptOutcome.Unspent unspent -> {
        set(tx, chip, keys, Math.max(0, unsettled(tx, chip, keys) - 1));
        append(tx, job, chip, keys, "unspent", Map.of());
      }
      case AttemptOutcome.Refused refused -> {
        set(tx, chip, keys, Math.max(0, unsettled(tx, chip, keys) - 1));
        Set<String> all = new TreeSet<>(refused(tx, chip, keys));
        all.add(refused.way());
        tx.update(
            "UPDATE attempts SET refused = ? WHERE chip = ? AND keys = ?",
            String.join("\n", all),
            chip,
            keys.name());
        append(tx, job, chip, keys, "refused", Map.of("way", refused.way()));
      }
    }
  }

  /** Names of the keys that the chip has refused. */
  static Set<String> refused(Transaction tx, String chip, Keys keys) throws SQLException {
    return refused(refusedText(tx, chip, keys));
  }

  private static String refusedText(Transaction tx, String chip, Keys keys) throws SQLException {
    return tx.query(
        "SELECT refused FROM attempts WHERE chip = ? AND keys = ?",
        row -> row.getString(1),
        "",
        chip,
        keys.name());
  }

  /** The names in a cell of the table. */
  static Set<String> refused(String cell) {
    return cell.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(cell.split("\n")));
  }

  private static void set(Transaction tx, String chip, Keys keys, int unsettled)
      throws SQLException {
    tx.update(
        "INSERT INTO attempts VALUES (?,?,?,'') ON CONFLICT(chip, keys) DO UPDATE SET unsettled ="
            + " excluded.unsettled",
        chip,
        keys.name(),
        unsettled);
  }

  private static void append(
      Transaction tx, String job, String chip, Keys keys, String state, Map<String, String> more)
      throws SQLException {
    Map<String, String> facts = new TreeMap<>(more);
    if (!job.isEmpty()) {
      facts.put("job", job);
    }
    facts.put("keys", keys.name());
    LedgerRecord ignored = tx.append(KIND, chip, state, facts);
  }
}
