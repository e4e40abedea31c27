package org.countersign.centre.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.countersign.centre.account.Role;
import org.countersign.centre.account.SessionTable;
import org.countersign.centre.account.Sessions;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertTable;
import org.countersign.centre.alert.ClosedAlert;
import org.countersign.centre.alert.Scope;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.plan.Plan;
import org.countersign.centre.plan.PlanBook;
import org.countersign.centre.plan.PlanTable;
import org.countersign.centre.silence.Evidence;
import org.countersign.centre.silence.LastWords;
import org.countersign.centre.silence.Sentence;
import org.countersign.centre.silence.Silence;
import org.countersign.centre.silence.Sureness;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.silence.Why;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.RecordStore.Position;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every database must do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class StoreContract {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("north", "station-1");
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  private Database database;
  private RecordTable records;

  /** The same database at each call of a test. */
  abstract Database open() throws Exception;

  @BeforeEach
  void start() throws Exception {
    database = open();
    records = new RecordTable(database, () -> NOW);
  }

  @AfterEach
  void end() {
    records.close();
    database.close();
  }

  private static StationRecord issued(long sequence, String serial) {
    return record(sequence, new RecordContent.Issuance("job-1", serial, "04A1", "residence"));
  }

  private static StationRecord record(long sequence, RecordContent content) {
    return new StationRecord(sequence, "%064x".formatted(sequence), 1_000 * sequence, content);
  }

  private void store(StationRecord... stored) {
    records.append(STATION, 1, List.of(stored));
    records.commit();
  }

  @Test
  void a_station_that_was_never_heard_has_no_position() {
    assertThat(records.position(STATION)).isEmpty();
  }

  @Test
  void records_that_were_committed_are_there_after_a_restart() throws Exception {
    records.begin(STATION, 1, 0);
    store(issued(3, "A-1"), issued(7, "A-2"));
    end();
    start();
    assertThat(records.position(STATION)).contains(new Position(1, 0, 7));
    assertThat(records.hash(STATION, 1, 3)).contains("%064x".formatted(3));
    assertThat(records.hash(STATION, 1, 4)).isEmpty();
    assertThat(records.hash(STATION, 2, 3)).isEmpty();
  }

  @Test
  void what_was_not_committed_is_forgotten_together_with_the_position() {
    records.begin(STATION, 1, 0);
    store(issued(1, "A-1"));
    records.append(STATION, 1, List.of(issued(2, "A-2")));
    assertThat(records.position(STATION)).contains(new Position(1, 0, 2));
    records.rollback();
    assertThat(records.position(STATION)).contains(new Position(1, 0, 1));
    assertThat(records.hash(STATION, 1, 2)).isEmpty();
  }

  @Test
  void the_same_record_twice_is_refused_whole() {
    records.begin(STATION, 1, 0);
    store(issued(1, "A-1"));
    assertThatThrownBy(() -> records.append(STATION, 1, List.of(issued(2, "B"), issued(1, "B"))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("station-1");
    records.rollback();
    assertThat(records.hash(STATION, 1, 2)).isEmpty();
  }

  @Test
  void no_other_writer_is_kept_out_while_no_records_come() {
    records.begin(STATION, 1, 0);
    store(issued(1, "A-1"));
    assertThat(records.position(STATION)).isPresent();
    records.commit();
    new AuditTable(database, () -> NOW).add("ada", "session.begin", "", "");
    assertThat(new AuditTable(database, () -> NOW).before(Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  void a_serial_is_found_wherever_it_was_issued_in_the_order_of_time() {
    EdgeNodeDescriptor other = new EdgeNodeDescriptor("south", "station-9");
    records.begin(STATION, 1, 0);
    records.begin(other, 4, 20);
    records.append(
        other, 4, List.of(record(50, new RecordContent.Revocation("j", "A-1", "04B2", "LOST"))));
    store(issued(3, "A-1"), issued(4, "A-2"));
    List<CardRecord> found = new CardRecords(database).ofSerial("A-1", 100);
    assertThat(found).extracting(CardRecord::kind).containsExactly("issued", "revoked");
    assertThat(found.getFirst().profile()).contains("residence");
    assertThat(found.getFirst().chip()).isEqualTo("04A1");
    assertThat(found.getLast().station()).isEqualTo(other);
    assertThat(found.getLast().card()).contains("LOST");
    assertThat(new CardRecords(database).newest(STATION, 1))
        .extracting(CardRecord::serial)
        .containsExactly("A-2");
  }

  @Test
  void texts_that_a_hostile_box_makes_up_are_kept_and_found() {
    String nasty = "'); drop table record; --\0<img src=x onerror=alert(1)>\uD83D\uDE00";
    records.begin(STATION, 1, 0);
    store(issued(1, nasty));
    assertThat(new CardRecords(database).ofSerial(nasty, 10)).hasSize(1);
  }

  private static RecordContent acceptance(boolean accepted, String subject) {
    return new RecordContent.Acceptance(subject, accepted, "T-1", "00");
  }

  @Test
  void an_accepted_station_is_found_by_its_proven_card() {
    records.begin(STATION, 1, 0);
    store(
        record(1, acceptance(true, "")), record(2, new RecordContent.Alarm("x", "", true, "what")));
    assertThat(new CardRecords(database).accepted()).containsExactly(STATION);
  }

  private static StationRecord alarm(
      long sequence, String code, String subject, boolean raised, String what) {
    return record(sequence, new RecordContent.Alarm(code, subject, raised, what));
  }

  @Test
  void alarms_are_open_from_their_record_until_they_are_cleared() {
    StationAlarms alarms = new StationAlarms(database);
    records.begin(STATION, 1, 0);
    store(
        alarm(1, "sam-away", "", true, "no card in the reader"),
        alarm(2, "test-card-failed", "encoder-1", true, "it failed at write"),
        alarm(3, "test-card-failed", "encoder-2", true, "it failed at open"),
        alarm(4, "of-a-newer-station", "", true, "'; --\0"));
    assertThat(alarms.of(STATION, 10))
        .extracting(alarm -> alarm.code() + " " + alarm.subject())
        .containsExactly(
            "sam-away ",
            "test-card-failed encoder-1",
            "test-card-failed encoder-2",
            "of-a-newer-station ");
    assertThat(alarms.of(STATION, 10).getFirst())
        .isEqualTo(
            new OpenAlarm(
                STATION, "sam-away", "", 1_000, NOW.toEpochMilli(), "no card in the reader"));
    assertThat(alarms.grave()).extracting(OpenAlarm::code).containsExactly("sam-away");
    store(
        alarm(5, "test-card-failed", "encoder-1", false, ""),
        alarm(6, "sam-away", "", false, ""),
        alarm(7, "sam-away", "", true, "again"));
    assertThat(alarms.of(STATION, 10))
        .extracting(OpenAlarm::since)
        .containsExactly(3_000L, 4_000L, 7_000L);
    assertThat(alarms.of(new EdgeNodeDescriptor("north", "station-2"), 10)).isEmpty();
  }

  @Test
  void an_epoch_begins_without_alarms() {
    records.begin(STATION, 1, 0);
    store(alarm(1, "sam-away", "", true, "no card in the reader"));
    records.begin(STATION, 2, 0);
    records.commit();
    assertThat(new StationAlarms(database).of(STATION, 10)).isEmpty();
  }

  @Test
  void an_alert_of_an_alarm_is_kept_with_its_code() {
    AlertTable alerts = new AlertTable(database);
    Scope scope = new Scope.OfAlarm(STATION, "sam-away");
    alerts.save(new Alert(6, scope, Cause.ALARM, 1_000, 1, 0, false, Optional.empty(), 0, false));
    assertThat(alerts.open().getFirst().scope()).isEqualTo(scope);
    assertThat(alerts.open().getFirst().english()).isEqualTo("the SAM gives no card keys");
  }

  @Test
  void the_latest_acceptance_of_a_station_counts() {
    records.begin(STATION, 1, 0);
    store(record(1, acceptance(true, "")), record(2, acceptance(false, "")));
    assertThat(new CardRecords(database).accepted()).isEmpty();
    store(record(3, acceptance(true, "")));
    assertThat(new CardRecords(database).accepted()).containsExactly(STATION);
    records.begin(STATION, 2, 0);
    records.append(STATION, 2, List.of(record(1, acceptance(false, ""))));
    records.commit();
    assertThat(new CardRecords(database).accepted()).isEmpty();
  }

  @Test
  void a_station_is_not_accepted_by_the_words_of_its_subject() {
    records.begin(STATION, 1, 0);
    store(record(1, acceptance(false, "\",\"accepted\":true,\"x\":\"")));
    assertThat(new CardRecords(database).accepted()).isEmpty();
  }

  @Test
  void known_stations_are_replaced_and_forgotten() {
    StationTable stations = new StationTable(database);
    stations.save(List.of(new KnownNode(STATION, 3, 1_000)));
    stations.save(List.of(new KnownNode(STATION, 4, 2_000)));
    assertThat(stations.all()).containsExactly(new KnownNode(STATION, 4, 2_000));
    stations.forget(STATION);
    assertThat(stations.all()).isEmpty();
  }

  @Test
  void until_when_the_fleet_was_heard_is_one_moment() {
    SilenceTable silences = new SilenceTable(database);
    assertThat(silences.heardUntil()).isEmpty();
    silences.hears(1_000);
    silences.hears(2_000);
    assertThat(silences.heardUntil()).hasValue(2_000);
  }

  @Test
  void an_alert_is_open_until_it_is_closed_and_its_number_is_not_given_again() {
    AlertTable alerts = new AlertTable(database);
    Alert alert =
        new Alert(
            5,
            new Scope.OfStation(STATION),
            Cause.SILENT,
            1_000,
            1,
            4,
            false,
            Optional.of("ada"),
            7_000,
            true);
    alerts.save(alert);
    Alert open = alerts.open().getFirst();
    assertThat(open.scope()).isEqualTo(alert.scope());
    assertThat(open.acknowledgedBy()).contains("ada");
    assertThat(open.silencedUntil()).isEqualTo(7_000);
    assertThat(open.escalated()).isTrue();
    alerts.close(new ClosedAlert(alert, 9_000, 6));
    assertThat(alerts.open()).isEmpty();
    assertThat(alerts.closed(10))
        .extracting(ClosedAlert::closedAt, ClosedAlert::absorbedBy)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(9_000L, 6L));
    assertThat(alerts.lastNumber()).isEqualTo(5);
  }

  @Test
  void who_is_logged_in_is_kept_by_the_hash_of_the_token() {
    SessionTable table = new SessionTable(database);
    Sessions sessions = new Sessions(table, () -> NOW);
    String token = sessions.begin("ada", Role.ADMIN).orElseThrow();
    assertThat(new Sessions(table, () -> NOW).find(token)).isEqualTo(sessions.find(token));
    Sessions later = new Sessions(table, () -> NOW.plusSeconds(120));
    assertThat(later.find(token)).isPresent();
    later.keep();
    assertThat(new Sessions(table, () -> NOW.plusSeconds(3_700)).find(token)).isPresent();
    table.removeAllOf("ada");
    sessions.keep();
    assertThat(sessions.find(token)).isEmpty();
    assertThat(new Sessions(table, () -> NOW).find(token)).isEmpty();
  }

  @Test
  void planned_work_is_there_after_a_restart_until_it_is_taken_out() throws Exception {
    PlanBook plans = new PlanBook(new PlanTable(database));
    Plan district = plan(Optional.empty(), 1_000, 5_000);
    Plan station = plan(Optional.of("station-1"), 2_000, 4_000);
    assertThat(plans.add(district, 0).orElseThrow().id()).isEqualTo(1);
    assertThat(plans.add(station, 0).orElseThrow().id()).isEqualTo(2);
    List<Plan> all = plans.all();
    end();
    start();
    PlanBook again = new PlanBook(new PlanTable(database));
    assertThat(again.all()).isEqualTo(all).hasSize(2);
    assertThat(again.remove(1)).isPresent();
    assertThat(new PlanTable(database).all()).extracting(Plan::id).containsExactly(2L);
  }

  private static Plan plan(Optional<String> station, long from, long to) {
    return new Plan(0, "north", station, from, to, "new line '); drop table plan; --", "ada");
  }

  private static Silence silence(long from, OptionalLong to) {
    return new Silence(
        STATION,
        from - 30,
        to,
        new LastWords("new \0 cable", OptionalLong.of(9), "battery", true, OptionalLong.of(8), -7),
        new Verdict(
            Why.POWER,
            Sureness.LIKELY,
            from,
            OptionalLong.of(5),
            List.of(new Evidence(Evidence.Kind.POWER, new Sentence("'battery'", "电池")))));
  }

  @Test
  void of_silences_that_are_over_the_last_ten_stay_and_the_one_that_lasts() {
    SilenceTable silences = new SilenceTable(database);
    for (long from = 100; from <= 1_200; from += 100) {
      silences.save(List.of(silence(from, OptionalLong.empty())));
      silences.save(List.of(silence(from, OptionalLong.of(from + 50))));
    }
    Silence lasting = silence(2_000, OptionalLong.empty());
    silences.save(List.of(lasting));
    assertThat(silences.open()).containsExactly(lasting);
    assertThat(silences.over(STATION))
        .hasSize(10)
        .startsWith(silence(1_200, OptionalLong.of(1_250)))
        .endsWith(silence(300, OptionalLong.of(350)));
    silences.forget(STATION);
    assertThat(silences.open()).isEmpty();
    assertThat(silences.over(STATION)).isEmpty();
  }

  @Test
  void who_did_what_is_numbered_without_gaps_and_read_newest_first() {
    AuditTable audit = new AuditTable(database, () -> NOW);
    for (int i = 1; i <= 5; i++) {
      audit.add("ada", "alert.acknowledge", "alert " + i, "x".repeat(10_000) + "\0");
    }
    assertThat(audit.before(Long.MAX_VALUE, 2))
        .extracting(AuditTable.Entry::number)
        .containsExactly(5L, 4L);
    assertThat(audit.before(4, 10))
        .extracting(AuditTable.Entry::subject)
        .containsExactly("alert 3", "alert 2", "alert 1");
    assertThat(audit.before(2, 1).getFirst().detail()).hasSize(256);
  }
}
