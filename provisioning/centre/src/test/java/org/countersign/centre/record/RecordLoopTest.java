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
import org.assertj.core.groups.Tuple;
import org.countersign.centre.store.CardRecords;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.centre.store.RecordGap;
import org.countersign.centre.store.RecordTable;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.protocol.records.RecordAck;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.records.RecordSender;
import org.countersign.protocol.records.RecordSource;
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

  /** A station's outbox that keeps what is acknowledged, but for what was cut. */
  private static final class Outbox implements RecordSource {

    private final List<StationRecord> records = batch(1, 0, 1, 2, 3, 4, 5, 6).records();
    private long acknowledged;
    private long cut;

    @Override
    public long epoch() {
      return 1;
    }

    @Override
    public long acknowledged() {
      return acknowledged;
    }

    @Override
    public long cut() {
      return cut;
    }

    @Override
    public long newest() {
      return 6;
    }

    @Override
    public List<StationRecord> after(long sequence, int most) {
      return records.stream()
          .filter(record -> record.sequence() > Math.max(sequence, cut))
          .limit(most)
          .toList();
    }
  }

  /** Everything that a station sends until it has no more to say, two records at a time. */
  private void sendAll(Outbox outbox) throws Exception {
    RecordSender.Pace pace = new RecordSender.Pace(2, 4_096, 1, 1_000, 8_000, 1 << 20);
    RecordSender sender = new RecordSender("station-1", outbox, pace);
    long now = 0;
    sender.connected(now);
    for (Optional<RecordBatch> next = sender.next(++now);
        next.isPresent();
        next = sender.next(now += 100)) {
      send(1, next.get());
      RecordAck ack = acks(1).get(RecordTopics.acks(station(1)));
      var ignored = sender.received(RecordCodec.encode(ack), now);
      outbox.acknowledged = sender.acknowledged();
    }
    assertThat(sender.acknowledged()).isEqualTo(6);
  }

  private List<Long> stored() {
    return database.query(
        "read", "select sequence from record order by sequence", row -> row.getLong(1));
  }

  /** The database is put back to when it held one record. */
  private void putBack() {
    sql("delete from record where sequence > 1");
    sql("update record_position set through = 1");
    loop.close();
    loop =
        new RecordLoop(new RecordTable(database, InstantSource.system()), acks::add, findings::add);
  }

  @Test
  void a_centre_that_was_put_back_asks_for_what_it_lacks() throws Exception {
    Outbox outbox = new Outbox();
    sendAll(outbox);
    putBack();
    outbox.acknowledged = 4;
    sendAll(outbox);
    assertThat(stored()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(new CardRecords(database).gaps(station(1), 10)).isEmpty();
  }

  @Test
  void what_a_station_has_cut_meanwhile_is_told_as_lost_and_the_rest_is_here() throws Exception {
    Outbox outbox = new Outbox();
    sendAll(outbox);
    putBack();
    outbox.acknowledged = 4;
    outbox.cut = 3;
    sendAll(outbox);
    assertThat(stored()).containsExactly(1L, 4L, 5L, 6L);
    assertThat(findings).contains(new Finding.Lost(station(1), 1, 3));
    assertThat(new CardRecords(database).gaps(station(1), 10))
        .extracting(RecordGap::after, RecordGap::through)
        .containsExactly(Tuple.tuple(1L, 3L));
    assertThat(new CardRecords(database).gaps(station(2), 10)).isEmpty();
  }

  @Test
  void what_waits_when_the_centre_ends_is_stored() {
    IntStream.range(0, 100).forEach(number -> send(number, batch(number, 0, 1)));
    loop.close();
    assertThat(database.query("count", "select count(*) from " + RECORD, row -> row.getInt(1)))
        .containsExactly(100);
  }
}
