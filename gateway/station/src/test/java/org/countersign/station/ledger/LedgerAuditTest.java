package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.station.ledger.AuditedLedger.audit;
import static org.countersign.station.ledger.AuditedLedger.tamper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.JobState;
import org.countersign.station.ledger.LedgerAudit.Finding;
import org.countersign.station.ledger.LedgerAudit.Known;
import org.countersign.station.ledger.LedgerAudit.Report;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.audit.TreeFrontier;
import org.countersign.trust.audit.TreeHash;
import org.countersign.trust.audit.TreeHead;
import org.countersign.trust.authority.StationAuditKey;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LedgerAuditTest {

  @TempDir static Path folder;

  static AuditedLedger ledger;

  @BeforeAll
  static void make() throws Exception {
    ledger = new AuditedLedger(folder);
  }

  private static Report tampered(String name, String... statements) throws Exception {
    Path copy = ledger.copy(name);
    tamper(copy, statements);
    return audit(copy);
  }

  private static List<String> problems(Report report) {
    return report.findings().stream().map(Finding::problem).toList();
  }

  @Test
  void a_ledger_that_nobody_touched_is_good() throws Exception {
    Report report =
        audit(
            ledger.file,
            new Known(
                Optional.of(ledger.first),
                Optional.of(Certificates.readOnePem(ledger.key.certificateFile()))));
    assertThat(report.findings()).isEmpty();
    assertThat(report.good()).isTrue();
    assertThat(report.heads()).isEqualTo(2);
    assertThat(report.newest()).contains(ledger.last);
    assertThat(report.records()).isEqualTo(ledger.last.head().size() + 1);
    assertThat(report.notes())
        .anySatisfy(note -> assertThat(note).contains("1 record(s) are newer"))
        .anySatisfy(note -> assertThat(note).contains("holds the head that was given"));
  }

  /** Table, key and column of every value in the file. */
  private record Cell(String table, String key, String rowid, String column) {}

  private static List<Cell> cells() throws SQLException {
    List<Cell> cells = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger.file);
        Statement statement = connection.createStatement()) {
      Map<String, String> keys = new TreeMap<>();
      try (ResultSet tables =
          statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
        while (tables.next()) {
          keys.put(tables.getString(1), "");
        }
      }
      for (String table : keys.keySet()) {
        List<String> columns = new ArrayList<>();
        try (ResultSet info = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
          while (info.next()) {
            columns.add(info.getString("name"));
          }
        }
        String key = columns.getFirst();
        try (ResultSet rows =
            statement.executeQuery("SELECT quote(" + key + ") FROM " + table + " ORDER BY 1")) {
          while (rows.next()) {
            for (String column : columns) {
              cells.add(new Cell(table, key, rows.getString(1), column));
            }
          }
        }
      }
    }
    return cells;
  }

  /** Another value of the same type; what is empty becomes something. */
  private static String mutation(Cell cell) {
    String c = cell.column();
    return "UPDATE "
        + cell.table()
        + " SET "
        + c
        + " = CASE typeof("
        + c
        + ") WHEN 'integer' THEN "
        + c
        + " + 1000000 WHEN 'blob' THEN "
        // The last byte alone, so that nothing but a comparison of all of it finds it.
        + "CAST(substr("
        + c
        + ", 1, length("
        + c
        + ") - 1) || CASE WHEN substr("
        + c
        + ", -1) = x'00' THEN x'01' ELSE x'00' END AS BLOB) WHEN 'text' THEN "
        + replaced(cell)
        + " ELSE "
        + (c.equals("signed")
            ? "x'00'"
            : c.endsWith("_at") || c.equals("closed") || c.equals("until") ? "7" : "'something'")
        + " END WHERE "
        + cell.key()
        + " = "
        + cell.rowid();
  }

  private static String replaced(Cell cell) {
    String c = cell.column();
    if (cell.table().equals("cards") && c.equals("state")) {
      return "CASE " + c + " WHEN 'ISSUED' THEN 'SPOILED' ELSE 'ISSUED' END";
    }
    // A blank at the end of JSON changes no value in it.
    return c + " || ' '";
  }

  @Test
  void every_value_of_every_row_that_is_altered_is_found_and_named() throws Exception {
    List<Cell> cells = cells();
    assertThat(cells.stream().map(Cell::table).distinct())
        .containsExactlyInAnyOrder(
            "records",
            "jobs",
            "sealed",
            "cards",
            "serials",
            "outbox",
            "heads",
            "grants",
            "batches",
            "open_batches",
            "movements",
            "witnessed",
            "shifts",
            "shift_cards",
            "stock_rules",
            "wrong_pins",
            "attempts",
            "alarms");
    assertThat(cells).hasSizeGreaterThan(400);
    Path original = ledger.copy("cells");
    byte[] bytes = Files.readAllBytes(original);
    List<String> missed = new ArrayList<>();
    for (Cell cell : cells) {
      Files.write(original, bytes);
      // One card a job is an index's rule; whoever has the disk can drop it.
      tamper(original, "DROP INDEX IF EXISTS one_card_a_job", mutation(cell));
      Report report = audit(original);
      String row = cell.rowid().replace("'", "");
      if (report.findings().stream()
          .noneMatch(f -> f.table().equals(cell.table()) && names(f, row))) {
        missed.add(cell + " -> " + report.findings());
      }
    }
    assertThat(missed).isEmpty();
  }

  /**
   * A last record that moved far away leaves a gap behind that begins with it; a key of several
   * columns begins with the first.
   */
  private static boolean names(Finding finding, String row) {
    return finding.row().equals(row)
        || finding.row().startsWith(row + "-")
        || finding.row().startsWith(row + "/");
  }

  @Test
  void every_row_that_is_removed_is_found_and_named() throws Exception {
    Path copy = ledger.copy("removed");
    byte[] bytes = Files.readAllBytes(copy);
    List<String> missed = new ArrayList<>();
    long end = ledger.last.head().size() + 1;
    for (Cell cell : cells().stream().filter(c -> c.column().equals(c.key())).toList()) {
      Files.write(copy, bytes);
      tamper(copy, "DELETE FROM " + cell.table() + " WHERE " + cell.key() + " = " + cell.rowid());
      String row = cell.rowid().replace("'", "");
      // Behind the last row no other one misses it; the tables that follow from it do.
      boolean tail = cell.table().equals("records") && row.equals(Long.toString(end));
      if (audit(copy).findings().stream()
          .noneMatch(f -> tail || f.table().equals(cell.table()) && names(f, row))) {
        missed.add(cell + " -> " + audit(copy).findings());
      }
    }
    assertThat(missed).isEmpty();
  }

  @Test
  void several_records_that_are_missing_are_named_together() throws Exception {
    assertThat(problems(tampered("several", "DELETE FROM records WHERE sequence IN (5, 6, 7)")))
        .contains("records 5 to 7 are missing");
  }

  @Test
  void records_that_changed_places_are_named() throws Exception {
    assertThat(
            problems(
                tampered(
                    "swapped",
                    "UPDATE records SET sequence = -1 WHERE sequence = 10",
                    "UPDATE records SET sequence = 10 WHERE sequence = 11",
                    "UPDATE records SET sequence = 11 WHERE sequence = -1")))
        .contains(
            "record 10 holds what was written as record 11",
            "record 11 holds what was written as record 10");
  }

  @Test
  void a_record_that_was_put_in_is_named() throws Exception {
    String copied =
        "INSERT INTO records SELECT %s, at, kind, subject, state, facts, previous, x'%s' FROM"
            + " records WHERE sequence = 2";
    assertThat(problems(tampered("before", copied.formatted("0", "00".repeat(32)))))
        .contains("record 0 stands before the first one: it was put in");
    long beyond = ledger.last.head().size() + 2;
    assertThat(problems(tampered("behind", copied.formatted(beyond, "00".repeat(32)))))
        .contains("record " + beyond + " was altered: it is not what was written");
  }

  @Test
  void a_row_that_no_record_tells_of_is_named() throws Exception {
    Report report =
        tampered(
            "extra",
            "INSERT INTO cards VALUES ('99', 'SPOILED', NULL, 'B-1', 1)",
            "INSERT INTO serials VALUES ('ZZ', 1)",
            "INSERT INTO outbox VALUES (2, NULL)");
    assertThat(problems(report))
        .contains(
            "cards 99 is there, but no record tells of it",
            "serials ZZ is there, but no record tells of it",
            "outbox 2 is there, but no record tells of it");
  }

  @Test
  void a_trigger_that_would_undo_what_is_written_is_found() throws Exception {
    assertThat(
            problems(
                tampered(
                    "trigger",
                    "CREATE TRIGGER quiet AFTER INSERT ON records BEGIN DELETE FROM outbox; END",
                    "DROP INDEX cards_by_state")))
        .anySatisfy(p -> assertThat(p).contains("the gateway makes no such thing"))
        .anySatisfy(p -> assertThat(p).contains("cards_by_state").contains("missing"));
  }

  /** What somebody does who knows the format and has the disk, but not the key. */
  private static void rewriteFrom(Path copy, long changed) throws Exception {
    rewriteFrom(copy, changed, facts -> facts);
  }

  /**
   * The same.
   *
   * @param heads what becomes of a signed head; a new root is in it already
   */
  private static void rewriteFrom(
      Path copy, long changed, UnaryOperator<SortedMap<String, String>> heads) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement()) {
      List<ChainRow> rows = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT " + ChainRow.COLUMNS + " FROM records ORDER BY sequence")) {
        while (row.next()) {
          rows.add(ChainRow.of(row));
        }
      }
      Bytes previous = LedgerRecord.NONE_BEFORE;
      TreeFrontier tree = new TreeFrontier();
      Map<Long, TreeFrontier> trees = new TreeMap<>();
      for (ChainRow row : rows) {
        LedgerRecord r = row.record().orElseThrow();
        String state = r.sequence() == changed ? "offline" : r.state();
        SortedMap<String, String> facts = new TreeMap<>(r.facts());
        if (r.subject().equals("head")) {
          TreeFrontier then = trees.get(Long.parseLong(facts.get("size")));
          statement.execute(
              "UPDATE heads SET frontier = x'%s' WHERE size = %d"
                  .formatted(Bytes.of(then.toArray()).toHex(), then.size()));
          facts.replace("root", then.root().toHex());
          facts = heads.apply(facts);
        }
        LedgerRecord forged =
            new LedgerRecord(r.sequence(), r.at(), r.kind(), r.subject(), state, facts, previous);
        previous = forged.hash();
        statement.execute(
            "UPDATE records SET state = '%s', facts = '%s', previous = x'%s', hash = x'%s' WHERE"
                    .formatted(
                        state,
                        FactsJson.facts(facts).replace("'", "''"),
                        forged.previous().toHex(),
                        forged.hash().toHex())
                + " sequence = "
                + r.sequence());
        tree.append(TreeHash.leaf(previous.toArray()));
        trees.put(tree.size(), TreeFrontier.of(tree.size(), tree.toArray()));
      }
    }
  }

  @Test
  void a_chain_that_was_made_anew_from_a_record_on_does_not_fit_the_signed_heads()
      throws Exception {
    Path copy = ledger.copy("rewritten");
    rewriteFrom(copy, online(), LedgerAuditTest::unchanged);
    List<Finding> findings = audit(copy).findings();
    assertThat(findings.getFirst().row()).isEqualTo("1-" + ledger.first.head().size());
    assertThat(findings.getFirst().problem())
        .contains("altered, and every hash from there on was made anew");

    Path later = ledger.copy("rewritten-later");
    long device = ledger.last.head().size(); // the card that was quarantined
    rewriteFrom(later, device, LedgerAuditTest::unchanged);
    assertThat(audit(later).findings().getFirst().row())
        .isEqualTo((ledger.first.head().size() + 1) + "-" + device);
  }

  /** The head as the station signed it. */
  private static SortedMap<String, String> unchanged(SortedMap<String, String> facts) {
    SignedTreeHead signed =
        facts.get("size").equals(Long.toString(ledger.first.head().size()))
            ? ledger.first
            : ledger.last;
    facts.replace("root", signed.head().root().toHex());
    return facts;
  }

  @Test
  void a_head_that_was_made_anew_with_the_chain_is_not_signed() throws Exception {
    Path copy = ledger.copy("heads-anew");
    rewriteFrom(copy, online());
    assertThat(problems(audit(copy)))
        .hasSize(2)
        .allSatisfy(p -> assertThat(p).contains("is not signed by its key"));
  }

  @Test
  void a_ledger_that_was_made_anew_with_another_key_is_found_by_the_stations_certificate()
      throws Exception {
    Path copy = ledger.copy("other-key");
    StationAuditKey other =
        new StationAuditKey(
            folder.resolve("o.p12"), folder.resolve("o.password"), folder.resolve("o.pem"));
    try (Signer signer = other.openOrCreate("st-1", Clock.systemUTC())) {
      String base64 = Base64.getEncoder().encodeToString(signer.certificate().getEncoded());
      // First the key's own record, then every head with it.
      tamper(
          copy,
          "UPDATE records SET facts = json_replace(facts, '$.certificate', '%s', '$.signer', '%s')"
                  .formatted(base64, Certificates.id(signer.certificate()))
              + " WHERE subject = 'audit-key'");
      rewriteFrom(copy, online(), facts -> signedAnew(facts, signer));
    }
    assertThat(audit(copy).findings()).isEmpty();
    var certificate = Certificates.readOnePem(ledger.key.certificateFile());
    assertThat(problems(audit(copy, new Known(Optional.empty(), Optional.of(certificate)))))
        .singleElement()
        .asString()
        .contains("not signed by the key of the certificate that was given");
  }

  private static SortedMap<String, String> signedAnew(
      SortedMap<String, String> facts, Signer signer) {
    try {
      TreeHead head = HeadRecord.head(facts).orElseThrow().head();
      return new TreeMap<>(HeadRecord.facts(SignedTreeHead.sign(head, signer)));
    } catch (SignerException e) {
      throw new AssertionError(e);
    }
  }

  /** Number of the record that says that the device is online. */
  private static long online() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger.file);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT sequence FROM records WHERE state = 'online'")) {
      return found.getLong(1);
    }
  }

  @Test
  void one_record_with_its_hash_made_anew_no_longer_leads_to_the_next() throws Exception {
    Path copy = ledger.copy("one");
    ChainRow row;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT " + ChainRow.COLUMNS + " FROM records WHERE sequence = " + online())) {
      row = ChainRow.of(found);
    }
    LedgerRecord r = row.record().orElseThrow();
    Bytes anew =
        new LedgerRecord(
                online(), r.at(), r.kind(), r.subject(), "offline", r.facts(), r.previous())
            .hash();
    tamper(
        copy,
        "UPDATE records SET state = 'offline', hash = x'%s' WHERE sequence = %d"
            .formatted(anew.toHex(), online()));
    assertThat(problems(audit(copy)))
        .contains(
            "record %d does not follow record %d: one of the two was altered and its hash made anew"
                .formatted(online() + 1, online()));
  }

  @Test
  void an_end_that_was_cut_off_is_found_by_a_head_that_is_known() throws Exception {
    Path copy = ledger.copy("cut");
    long end = ledger.last.head().size();
    tamper(
        copy,
        "DELETE FROM outbox WHERE sequence > " + (end - 1),
        "DELETE FROM heads WHERE sequence > " + (end - 1),
        "DELETE FROM jobs WHERE number > " + (end - 1),
        "DELETE FROM sealed WHERE job = 'last'",
        "DELETE FROM records WHERE sequence > " + (end - 1));
    assertThat(audit(copy).findings()).isEmpty();

    Report report = audit(copy, new Known(Optional.of(ledger.last), Optional.empty()));
    assertThat(problems(report))
        .singleElement()
        .asString()
        .contains("the ledger ends with record " + (end - 1), "its end was cut off", "older copy");
  }

  @Test
  void an_older_copy_and_another_ledger_are_found_by_a_head_that_is_known() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    SignedTreeHead later;
    try (LedgerFixture fixture = new LedgerFixture(other);
        var signer = ledger.key.openOrCreate("st-1", Clock.systemUTC())) {
      for (int i = 0; i < 20; i++) {
        fixture.accept("other-" + i);
      }
      later = fixture.ledger.heads().sign("st-1", 1, signer);
    }
    assertThat(problems(audit(ledger.file, new Known(Optional.of(later), Optional.empty()))))
        .singleElement()
        .asString()
        .contains("or this is another ledger");
  }

  @Test
  void a_head_that_somebody_else_signed_says_nothing() throws Exception {
    var certificate = Certificates.readOnePem(ledger.key.certificateFile());
    TreeHead head = ledger.last.head();
    SignedTreeHead forged =
        new SignedTreeHead(
            new TreeHead(head.station(), 1, 1, head.time(), head.root()),
            ledger.last.signer(),
            ledger.last.signature());
    assertThat(
            problems(audit(ledger.file, new Known(Optional.of(forged), Optional.of(certificate)))))
        .singleElement()
        .asString()
        .contains("not signed by the station's certificate");
  }

  @Test
  void a_damaged_file_is_told_and_not_a_crash() throws Exception {
    Path copy = ledger.copy("damaged");
    byte[] bytes = Files.readAllBytes(copy);
    for (int i = 20_000; i < 24_000; i++) {
      bytes[i] = (byte) 0xA5;
    }
    Files.write(copy, bytes);
    assertThat(audit(copy).good()).isFalse();

    Files.write(copy, java.util.Arrays.copyOf(bytes, 10_000));
    assertThat(audit(copy).good()).isFalse();
    Files.writeString(copy, "no database at all, but long enough to be looked at".repeat(20));
    assertThat(audit(copy).good()).isFalse();
  }

  @Test
  void nothing_is_written_beside_a_ledger_that_is_looked_at() throws Exception {
    Path copy = ledger.copy("quiet");
    assertThat(audit(copy).good()).isTrue();
    try (var files = Files.list(copy.getParent())) {
      assertThat(files).containsExactly(copy);
    }
    assertThat(copy).hasSameBinaryContentAs(ledger.file);
  }

  @Test
  void a_ledger_is_looked_at_while_a_gateway_writes_it_and_as_it_was_left_by_a_crash()
      throws Exception {
    Path live = Files.createDirectory(folder.resolve("live"));
    Path crashed = Files.createDirectories(folder.resolve("crashed")).resolve("station.db");
    try (LedgerFixture fixture = new LedgerFixture(live)) {
      for (int i = 0; i < 30; i++) {
        fixture.accept("job-" + i);
      }
      Path file = LedgerFixture.file(live);
      assertThat(audit(file).records()).isEqualTo(30);
      assertThat(audit(file).findings()).isEmpty();
      fixture.accept("goes-on");

      // What is on the disk at this moment, the log with it.
      Files.copy(file, crashed);
      Files.copy(file.resolveSibling("station.db-wal"), crashed.resolveSibling("station.db-wal"));
    }
    assertThat(audit(crashed).findings()).isEmpty();
    assertThat(audit(crashed).records()).isEqualTo(31);
    try (var files = Files.list(crashed.getParent())) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("station.db", "station.db-wal");
    }
  }

  @Test
  void a_prove_of_a_serial_holds_against_its_head_and_nothing_in_it_can_be_changed()
      throws Exception {
    try (LedgerFile file = LedgerFile.open(ledger.file)) {
      LedgerProof proof = file.prove("CS0000001");

      assertThat(proof.head()).isEqualTo(ledger.last);
      assertThat(proof.head().isBy(proof.certificate())).isTrue();
      assertThat(proof.records())
          .extracting(p -> p.event().state())
          .startsWith(JobState.ACCEPTED.name(), JobState.RESERVED.name())
          .endsWith(JobState.ACTIVATED.name(), JobState.ACTIVATED.name());
      for (LedgerProof.Proven proven : proof.records()) {
        assertThat(proven.holds(ledger.last)).isTrue();
        assertThat(proven.holds(ledger.first)).isFalse();
        var e = proven.event();
        var altered =
            new org.countersign.station.jobs.StationEvent(
                e.sequence(), e.at().plusMillis(1), e.kind(), e.subject(), e.state(), e.facts());
        assertThat(
                new LedgerProof.Proven(altered, proven.previous(), proven.proof())
                    .holds(ledger.last))
            .isFalse();
      }
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> file.prove("CS7777777"))
          .hasMessage("no record tells of serial CS7777777");
    }
  }

  private static long quarantined() {
    try (LedgerFile file = LedgerFile.open(ledger.file)) {
      return java.util.stream.LongStream.rangeClosed(1, ledger.last.head().size())
          .filter(n ->
              file.history("unread-" + n).stream()
                  .anyMatch(event -> event.state().equals("cardQuarantined")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void the_history_is_found_by_job_serial_and_chip() {
    try (LedgerFile file = LedgerFile.open(ledger.file)) {
      var byJob = file.history("issued");
      assertThat(byJob).isNotEmpty().isEqualTo(file.history("CS0000001"));
      assertThat(byJob).isEqualTo(file.history("0a")).isEqualTo(file.history("0A"));
      assertThat(file.history("nobody")).isEmpty();
      assertThat(file.history("unread-" + quarantined()))
          .singleElement()
          .extracting(org.countersign.station.jobs.StationEvent::state)
          .isEqualTo("cardQuarantined");
    }
  }
}
