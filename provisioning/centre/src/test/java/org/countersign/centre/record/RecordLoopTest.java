package org.countersign.centre.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.countersign.centre.store.CardRecords;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.centre.store.RecordTable;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.protocol.records.RecordAck;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
final class RecordLoopTest {

  private static final String RECORD = "record";

  @TempDir Path folder;

  private final BlockingQueue<ApplicationMessage> acks = new LinkedBlockingQueue<>();
  private final List<Finding> findings = new ArrayList<>();
  private Database database;
  private RecordLoop loop;

  @BeforeEach
  void start() {
    database = Database.open(new DatabaseConfig.Embedded(folder));
    loop =
        new RecordLoop(new RecordTable(database, InstantSource.system()), acks::add, findings::add);
  }

  @AfterEach
  void end() {
    loop.close();
    database.close();
  }

  private static EdgeNodeDescriptor station(int number) {
    return new EdgeNodeDescriptor("north", "station-" + number);
  }

  private static RecordBatch batch(int station, long previous, long... sequences) {
    List<StationRecord> records = new ArrayList<>();
    for (long sequence : sequences) {
      records.add(
          new StationRecord(
              sequence,
              "%064x".formatted(sequence),
              sequence,
              new RecordContent.Issuance("j", station + "-" + sequence, "04", "p")));
    }
    return new RecordBatch("station-" + station, 1, 0, previous, records);
  }

  private void send(int station, RecordBatch batch) {
    assertThat(loop.received(RecordTopics.records(station(station)), RecordCodec.encode(batch)))
        .isTrue();
  }

  /** The next acknowledgements, by topic. */
  private Map<String, RecordAck> acks(int count) throws Exception {
    Map<String, RecordAck> all = new HashMap<>();
    for (int i = 0; i < count; i++) {
      ApplicationMessage message = acks.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("acknowledgement %d of %d", i + 1, count).isNotNull();
      assertThat(message.qos()).isEqualTo(1);
      all.put(message.topic(), RecordCodec.ack(message.payload()));
    }
    return all;
  }

  private void sql(String statement) {
    int ignored = database.update("prepare a test", statement);
  }

  @Test
  void records_are_stored_before_they_are_acknowledged() throws Exception {
    send(1, batch(1, 0, 2, 5));
    assertThat(acks(1).get(RecordTopics.acks(station(1))).through()).isEqualTo(5);
    assertThat(new CardRecords(database).ofSerial("1-5", 10)).hasSize(1);
  }

  @Test
  void many_stations_at_once_are_all_acknowledged() throws Exception {
    IntStream.range(0, 200).forEach(number -> send(number, batch(number, 0, 1, 2, 3)));
    assertThat(acks(200))
        .hasSize(200)
        .allSatisfy((topic, ack) -> assertThat(ack.through()).isEqualTo(3));
  }

  @Test
  void a_batch_that_comes_twice_is_acknowledged_twice_and_stored_once() throws Exception {
    send(1, batch(1, 0, 1));
    send(1, batch(1, 0, 1));
    assertThat(acks(1)).hasSize(1);
    assertThat(acks(1).values()).extracting(RecordAck::through).containsExactly(1L);
    assertThat(new CardRecords(database).ofSerial("1-1", 10)).hasSize(1);
  }

  @Test
  void a_gap_is_asked_for() throws Exception {
    send(1, batch(1, 0, 1));
    send(1, batch(1, 4, 5));
    acks(1);
    assertThat(acks(1).values().iterator().next().missing())
        .isEqualTo(Optional.of(new RecordAck.Missing(1, 4)));
  }

  @Test
  void what_the_database_does_not_take_is_not_acknowledged_and_goes_through_later()
      throws Exception {
    sql("alter table record rename to away");
    send(1, batch(1, 0, 1));
    while (loop.failed() == 0) {
      Thread.onSpinWait();
    }
    assertThat(acks).isEmpty();
    sql("alter table away rename to record");
    send(1, batch(1, 0, 1));
    assertThat(acks(1).values()).extracting(RecordAck::through).containsExactly(1L);
  }

  @Test
  void a_station_that_the_database_refuses_keeps_no_other_out() throws Exception {
    // A row that is there although the station's position does not say so: each insert fails.
    sql(
        "insert into record (district, station, epoch, sequence, hash, time_millis, stored_millis,"
            + " kind, facts) values ('north', 'station-0', 1, 1, '', 0, 0, 'issued', '{}')");
    sql("alter table record rename to away");
    send(9, batch(9, 0, 1));
    while (loop.failed() == 0) {
      Thread.onSpinWait();
    }
    sql("alter table away rename to record");
    IntStream.range(0, 50).forEach(number -> send(number, batch(number, 0, 1)));
    assertThat(acks(49)).doesNotContainKey(RecordTopics.acks(station(0)));
    assertThat(loop.failed()).isEqualTo(2);
  }

  @Test
  void bytes_that_are_no_batch_are_found_and_change_nothing() throws Exception {
    assertThat(loop.received(RecordTopics.records(station(1)), new byte[] {1, 2, 3})).isTrue();
    send(2, batch(2, 0, 1));
    acks(1);
    assertThat(findings).hasAtLeastOneElementOfType(Finding.Malformed.class);
  }

  @Test
  void what_waits_when_the_centre_ends_is_stored() {
    IntStream.range(0, 100).forEach(number -> send(number, batch(number, 0, 1)));
    loop.close();
    assertThat(database.query("count", "select count(*) from " + RECORD, row -> row.getInt(1)))
        .containsExactly(100);
  }
}
