package org.countersign.protocol.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.countersign.protocol.records.RecordReceiver.Answer;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.records.RecordSender.Outcome;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.Test;

/**
 * Both ends over a broker that drops, doubles, delays and mixes what it carries, while station and
 * centre restart: every record arrives once and in order.
 */
class RecordsPropertyTest {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("chaoyang", "station-7");

  @Property(tries = 1_000)
  void everyRecordArrivesOnceAndInOrder(@ForAll long seed) {
    World world = new World(new Random(seed));
    for (int step = 0; step < 300; step++) {
      world.step();
    }
    world.settle();
    world.requireComplete();
  }

  @Test
  void thirtyDaysWithoutABrokerAreCaughtUpInMinutesWithinAFewKilobytes() {
    World world = new World(new Random(1));
    int records = 30 * (30 + 144); // A busy counter: 30 cards and a head every ten minutes.
    for (int i = 0; i < records; i++) {
      world.write();
      world.now += 30 * 24 * 3_600_000L / records;
      assertThat(world.sender.next(world.now)).isEmpty();
    }
    world.sender.connected(world.now);
    long began = world.now;
    while (world.ledger.newest() > world.sender.acknowledged()) {
      world.now = Math.max(world.now, world.sender.nextAt());
      world.sender.next(world.now).ifPresent(world::toCentre);
      world.deliverAll();
    }
    world.requireComplete();
    assertThat(world.store.appended).isEqualTo(records);
    assertThat(world.now - began).isLessThan(120_000);
    assertThat(world.ledger.mostRead).isLessThanOrEqualTo(64);
    assertThat(world.largestBatch).isLessThan(17_000);
  }

  private static final class World {

    private final Random random;
    private final MemoryLedger ledger = new MemoryLedger();
    private final TreeMap<Long, StationRecord> written = new TreeMap<>();
    private final MemoryStore store = new MemoryStore();
    private RecordReceiver receiver = new RecordReceiver(store);
    private RecordSender sender = new RecordSender("station-7", ledger, RecordSender.Pace.USUAL);
    private final List<byte[]> up = new ArrayList<>();
    private final List<byte[]> down = new ArrayList<>();
    private int largestBatch;
    private long now;

    World(Random random) {
      this.random = random;
    }

    void write() {
      StationRecord record = ledger.write("job " + written.size());
      written.put(record.sequence(), record);
    }

    void step() {
      now += random.nextInt(3_000);
      switch (random.nextInt(14)) {
        case 0 -> drop(up);
        case 1 -> drop(down);
        case 2 -> repeat(up);
        case 3 -> repeat(down);
        case 4 -> sender.lost();
        case 5 -> sender.connected(now);
        case 6 -> restartStation();
        case 7 -> receiver = new RecordReceiver(store);
        case 8 -> now += random.nextInt(1_000_000);
        default -> write();
      }
      sender.next(now).ifPresent(this::toCentre);
      for (int i = random.nextInt(4); i > 0; i--) {
        deliverOne();
      }
    }

    void settle() {
      sender.connected(now);
      for (int i = 0; i < 2_000 && sender.acknowledged() < ledger.newest(); i++) {
        now += 1_000;
        sender.next(now).ifPresent(this::toCentre);
        deliverAll();
      }
    }

    void requireComplete() {
      assertThat(sender.acknowledged()).isEqualTo(ledger.newest());
      assertThat(store.of(STATION, 1)).isEqualTo(written);
      assertThat(store.appended).isEqualTo(written.size());
    }

    private void restartStation() {
      if (random.nextBoolean()) {
        ledger.keepAcknowledged(sender.acknowledged());
      }
      sender = new RecordSender("station-7", ledger, RecordSender.Pace.USUAL);
      sender.connected(now);
    }

    void toCentre(RecordBatch batch) {
      byte[] bytes = RecordCodec.encode(batch);
      largestBatch = Math.max(largestBatch, bytes.length);
      up.add(bytes);
    }

    void deliverAll() {
      while (!up.isEmpty() || !down.isEmpty()) {
        deliverOne();
      }
    }

    private void deliverOne() {
      take(up)
          .ifPresent(bytes -> {
            Answer answer = receiver.received(RecordTopics.records(STATION), bytes);
            for (Finding finding : answer.findings()) {
              assertThat(finding).isInstanceOf(Finding.Stored.class);
            }
            down.add(RecordCodec.encode(answer.ack().orElseThrow()));
          });
      take(down)
          .ifPresent(bytes -> {
            if (sender.received(bytes, now) instanceof Outcome.Acknowledged a
                && random.nextInt(3) == 0) {
              ledger.keepAcknowledged(a.through());
            }
          });
    }

    /** Not always the oldest. */
    private Optional<byte[]> take(List<byte[]> way) {
      if (way.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(way.remove(random.nextInt(3) == 0 ? random.nextInt(way.size()) : 0));
    }

    private void drop(List<byte[]> way) {
      way.removeIf(any -> random.nextInt(3) == 0);
    }

    private void repeat(List<byte[]> way) {
      if (!way.isEmpty()) {
        way.add(way.get(random.nextInt(way.size())));
      }
    }
  }
}
