package org.countersign.station.ledger;

import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.trust.audit.SignedTreeHead;

/**
 * Reads a whole ledger and says what is not as it was written: records against their chain, the
 * chain against its signed heads, every other table against the records. Changes nothing and needs
 * nothing that is secret. Holds some 300 bytes a job in memory.
 */
public final class LedgerAudit {

  /**
   * Something that is wrong.
   *
   * @param table where
   * @param row which, by its key; {@code 5-7} for several records
   * @param problem in words
   */
  public record Finding(String table, String row, String problem) {}

  /**
   * What is known of the ledger from elsewhere.
   *
   * @param head one that was seen before; the ledger must still hold it
   * @param certificate the station's own; empty takes the heads' word for it
   */
  public record Known(Optional<SignedTreeHead> head, Optional<X509Certificate> certificate) {
    /** Nothing. */
    public static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
  }

  /**
   * What came of it.
   *
   * @param records how many there are
   * @param heads how many signed heads were found right
   * @param newest the newest of those; empty if there is none
   * @param findings what is wrong; empty if the ledger is as it was written
   * @param notes what should be known though it is no fault
   */
  public record Report(
      long records,
      int heads,
      Optional<SignedTreeHead> newest,
      List<Finding> findings,
      List<String> notes) {
    public Report {
      findings = List.copyOf(findings);
      notes = List.copyOf(notes);
    }

    /** Whether nothing is wrong. */
    public boolean good() {
      return findings.isEmpty();
    }
  }

  private static final int CHUNK = 5_000;

  private final LedgerReader reader;
  private final Findings findings = new Findings();
  private final Findings derived = new Findings();
  private final HeadAudit heads;
  private final ChainWalk walk;
  private final List<DerivedTable> tables;

  private LedgerAudit(LedgerReader reader, Known known) {
    this.reader = reader;
    HeadQuestions questions = new HeadQuestions(reader);
    this.heads = new HeadAudit(heads(questions), certificates(questions), known, findings);
    Set<Long> sizes = new HashSet<>(heads.sizes());
    List<DerivedTable> all = new ArrayList<>();
    this.walk = new ChainWalk(findings, sizes, record -> all.forEach(table -> table.take(record)));
    all.addAll(
        List.of(
            new DerivedJobs(),
            new DerivedSealed(),
            new DerivedSerials(),
            new DerivedOutbox(),
            new DerivedHeads(walk.roots()),
            new DerivedGrants(),
            new DerivedMovements(),
            new DerivedShifts(),
            new DerivedPins(),
            new DerivedAlarms()));
    all.addAll(DerivedStock.tables());
    this.tables = List.copyOf(all);
  }

  /**
   * Reads everything. A gateway that runs on the ledger is not held up: only the end is read in one
   * piece.
   */
  static Report of(LedgerReader reader, Known known) {
    LedgerAudit audit;
    try {
      audit = new LedgerAudit(reader, known);
    } catch (LedgerException e) {
      Findings broken = new Findings();
      broken.add("file", "", "the file cannot be read: " + e.getMessage());
      return new Report(0, 0, Optional.empty(), broken.all(), List.of());
    }
    return audit.run();
  }

  private static List<SignedTreeHead> heads(HeadQuestions questions) {
    return questions.all();
  }

  private static List<X509Certificate> certificates(HeadQuestions questions) {
    return questions.certificates();
  }

  private Report run() {
    try {
      long after = Long.MIN_VALUE;
      long until;
      while ((until = chunk(after)) != after) {
        after = until;
      }
      reader.ask(this::rest);
    } catch (LedgerException e) {
      findings.add(
          "records",
          "",
          "behind record " + walk.last() + " nothing can be read: " + e.getMessage());
    }
    heads.compare(walk);
    return new Report(
        walk.last(), heads.right(), heads.newest(), allFindings(), heads.notes(walk.last()));
  }

  private long chunk(long after) {
    return reader.ask(connection -> {
      List<ChainRow> rows = rows(connection, after, CHUNK);
      // The last piece is read together with the tables.
      if (rows.size() < CHUNK) {
        return after;
      }
      rows.forEach(walk::take);
      return rows.getLast().sequence();
    });
  }

  private Boolean rest(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try {
      long after = walk.last() == 0 ? Long.MIN_VALUE : walk.last();
      rows(connection, after, Integer.MAX_VALUE).forEach(walk::take);
      walk.end();
      SchemaCheck.compare(connection, findings);
      for (DerivedTable table : tables) {
        table.compare(connection, derived);
      }
      return true;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static List<ChainRow> rows(Connection connection, long after, int limit)
      throws SQLException {
    List<ChainRow> rows = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT "
                + ChainRow.COLUMNS
                + " FROM records WHERE sequence > ? ORDER BY sequence LIMIT ?")) {
      select.setLong(1, after);
      select.setInt(2, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(ChainRow.of(row));
        }
      }
    }
    return rows;
  }

  /** What differs from records that were altered themselves says little, and is told last. */
  private List<Finding> allFindings() {
    List<Finding> all = new ArrayList<>(findings.all());
    all.addAll(derived.all());
    return all;
  }
}
