package org.countersign.station.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.JobState;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.stock.Action;
import org.countersign.station.stock.Movement;
import org.countersign.station.stock.Reason;
import org.countersign.station.stock.Receipt;
import org.countersign.station.stock.Shift;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.authority.StationAuditKey;
import org.countersign.trust.signer.Signer;

/** A ledger with rows of every kind and signed heads, and the hands that tamper with a copy. */
final class AuditedLedger {

  final Path folder;
  final Path file;
  final StationAuditKey key;
  final SignedTreeHead first;
  final SignedTreeHead last;

  /** Makes it; the first head is over 6 records, the last over all but its own. */
  AuditedLedger(Path folder) throws Exception {
    this.folder = folder;
    this.key =
        new StationAuditKey(
            folder.resolve("audit.p12"),
            folder.resolve("audit.password"),
            folder.resolve("audit.pem"));
    try (LedgerFixture fixture = new LedgerFixture(folder);
        Signer signer = key.openOrCreate("st-1", Clock.systemUTC())) {
      receive(fixture);
      fixture.accept("issued");
      fixture.ledger.device("encoder-1", "online", Map.of("model", "virtual"));
      JobJournal journal =
          fixture.advance("issued", "0a", JobState.OPENED, JobState.AUTHENTICATING);
      journal.keep(new byte[] {1, 2, 3});
      journal.enter(JobState.SIGNED, Map.of());
      this.first = fixture.ledger.heads().sign("st-1", 1, signer);
      journal.enter(JobState.ACTIVATED, Map.of());
      journal.prove(LedgerFixture.card("0A"));
      closeShift(fixture);
      fixture.accept("signed");
      JobJournal second = fixture.advance("signed", "0B", JobState.OPENED);
      second.keep(new byte[] {4, 5, 6});
      second.enter(JobState.SIGNED, Map.of());
      fixture.accept("doubted");
      fixture.advance("doubted", "0C", JobState.OPENED, JobState.ACTIVATING).doubt("pulled");
      fixture.accept("spoiled");
      fixture.advance("spoiled", "0D", JobState.OPENED, JobState.WRITING).spoil("torn");
      fixture.accept("released");
      fixture.advance("released", "0E", JobState.OPENED).releaseFrom("other keys");
      fixture.accept("again");
      fixture.advance("again", "0F", JobState.OPENED).release("moved too early");
      fixture.accept("waiting");
      fixture.ledger.grants().require(GrantFixture.TERMS);
      fixture.ledger.grants().install(new GrantFixture().signed());
      fixture.accept("granted");
      fixture.ledger.grants().reserve("granted");
      fixture.accept("void");
      fixture.ledger.cancel("void");
      fixture.ledger.quarantine("encoder-1", "no answer to reset");
      account(fixture);
      alarms(fixture);
      fixture.accept("last");
      fixture.now.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));
      this.last = fixture.ledger.heads().sign("st-1", 1, signer);
    }
    this.file = LedgerFixture.file(folder);
  }

  private static void receive(LedgerFixture fixture) {
    fixture.ledger.stock().requireBatch(true);
    fixture.ledger.stock().receive(new Receipt("B-1", "residence-permit", 10, "carton 7", "lin"));
    move(fixture, "m-1", Action.OPEN, List.of(), 0);
    Shift shift = fixture.ledger.shifts().open(1, "lin", Map.of());
    assertThat(shift.number()).isEqualTo(1);
  }

  /** One that is closed, and the next one open. */
  private static void closeShift(LedgerFixture fixture) {
    assertThat(fixture.closeShift(1).closing()).isPresent();
    assertThat(fixture.ledger.shifts().open(2, "wei", Map.of()).number()).isEqualTo(2);
  }

  /** What persons do with cards. */
  private static void account(LedgerFixture fixture) {
    move(fixture, "m-2", Action.SPOIL, List.of("spoiled", "doubted"), 0);
    move(fixture, "m-3", Action.COUNT, List.of(), 3);
    fixture.ledger.wrongPins().wrong("lin");
    JobState ended = fixture.state("doubted");
    assertThat(ended).isEqualTo(JobState.SPOILED);
    assertThat(
            fixture
                .advance("again", "0F", JobState.OPENED, JobState.AUTHENTICATING)
                .releaseAttempted("no answer"))
        .isTrue();
    move(fixture, "m-4", Action.RETURN, List.of("0E"), 0);
  }

  /** One raised, one over, one that ends by itself, and how the station was found. */
  private static void alarms(LedgerFixture fixture) {
    Alarms alarms = fixture.ledger.alarms();
    Set<AlarmCode> looked = Set.of(AlarmCode.SAM_AWAY, AlarmCode.DISK_FULL);
    alarms.settle(looked, List.of(Alarm.of(AlarmCode.SAM_AWAY, "")));
    alarms.settle(looked, List.of(Alarm.of(AlarmCode.DISK_FULL, "")));
    alarms.met(Alarm.of(AlarmCode.CHIP_KNOWN, "encoder-1"));
    long recorded =
        fixture
            .ledger
            .stationAcceptances()
            .record(new StationAcceptances.Result(true, "0A", "00", "lin", "wang", ""));
    assertThat(recorded).isEqualTo(fixture.ledger.latest());
  }

  private static void move(
      LedgerFixture fixture, String id, Action action, List<String> cards, long quantity) {
    fixture
        .ledger
        .stock()
        .move(
            new Movement(
                id,
                action,
                cards.isEmpty() ? "B-1" : "",
                cards,
                quantity,
                "",
                action == Action.OPEN ? Optional.empty() : Optional.of(Reason.values()[0]),
                "lin",
                action == Action.OPEN ? Optional.empty() : Optional.of("wang")));
  }

  /** A copy of the file alone. */
  Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copies").resolve(name)).resolve("copy.db");
    return Files.copy(file, copy);
  }

  /** Changes a file as whoever has the disk can, with no foreign key in his way. */
  static void tamper(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA foreign_keys = OFF");
      statement.execute("PRAGMA ignore_check_constraints = ON");
      statement.execute("PRAGMA synchronous = OFF"); // Hundreds of copies need not survive.
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static LedgerAudit.Report audit(Path file) {
    return audit(file, LedgerAudit.Known.NOTHING);
  }

  static LedgerAudit.Report audit(Path file, LedgerAudit.Known known) {
    try (LedgerFile opened = LedgerFile.open(file)) {
      return opened.audit(known);
    }
  }
}
