package org.countersign.protocol.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.protocol.records.RecordAck.Missing;
import org.countersign.protocol.records.RecordAck.Refusal;
import org.countersign.protocol.records.RecordStore.Position;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * The centre's end: stores what is next, then acknowledges. It holds nothing in memory, so a
 * restart changes nothing. Records come into the store in the order of the ledger, each once. One
 * thread.
 */
public final class RecordReceiver {

  /** What else is to be told. */
  public sealed interface Finding {

    /** New records are stored. */
    record Stored(EdgeNodeDescriptor station, List<StationRecord> records) implements Finding {}

    /** The station is refused until a person has looked: alarm. */
    record Refused(EdgeNodeDescriptor station, Refusal refusal, long sequence) implements Finding {}

    /**
     * The station holds records for acknowledged that are not here, and can send them no more: the
     * store was put back or changed. Its ledger still has them. Alarm. What it can send is asked
     * for, and is not lost.
     */
    record Lost(EdgeNodeDescriptor station, long after, long through) implements Finding {}

    /** Bytes that are no batch, or speak for another station; shows no content. */
    record Malformed(String reason) implements Finding {}
  }

  /**
   * What is to be done.
   *
   * @param ack to publish on {@link RecordTopics#acks} of the station, QoS 1
   */
  public record Answer(
      Optional<EdgeNodeDescriptor> station, Optional<RecordAck> ack, List<Finding> findings) {}

  private final RecordStore store;

  /** A receiver over a store. */
  public RecordReceiver(RecordStore store) {
    this.store = store;
  }

  /** Takes a message of {@link RecordTopics#ALL_RECORDS}. Throws what the store throws. */
  public Answer received(String topic, byte[] payload) {
    Optional<EdgeNodeDescriptor> station = RecordTopics.stationOf(topic);
    if (station.isEmpty()) {
      return malformed("a topic that is no station's");
    }
    try {
      RecordBatch batch = RecordCodec.batch(payload);
      if (!batch.station().equals(station.get().node())) {
        return malformed("a batch of another station than its topic says");
      }
      return take(station.get(), batch);
    } catch (MalformedRecordException e) {
      return malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Answer malformed(String reason) {
    return new Answer(Optional.empty(), Optional.empty(), List.of(new Finding.Malformed(reason)));
  }

  private Answer take(EdgeNodeDescriptor station, RecordBatch batch) {
    List<Finding> findings = new ArrayList<>();
    Position at = position(station, batch, findings);
    if (batch.epoch() < at.epoch()) {
      return refuse(station, at, Refusal.OLD_EPOCH, batch.previous());
    }
    List<StationRecord> fresh = new ArrayList<>();
    Optional<Missing> missing = Optional.empty();
    long through = at.through();
    long previous = batch.previous();
    for (StationRecord record : batch.records()) {
      if (record.sequence() <= at.through()) {
        if (!isKnown(station, at, record)) {
          return refuse(station, at, Refusal.FORKED, record.sequence());
        }
      } else if (previous < through) {
        // It leaves out a record that is here.
        return refuse(station, at, Refusal.FORKED, record.sequence());
      } else if (previous > through) {
        missing = Optional.of(new Missing(through, previous));
        break;
      } else {
        fresh.add(record);
        through = record.sequence();
      }
      previous = record.sequence();
    }
    if (!fresh.isEmpty()) {
      store.append(station, at.epoch(), fresh);
      findings.add(new Finding.Stored(station, List.copyOf(fresh)));
    }
    RecordAck ack = new RecordAck(at.epoch(), through, missing, Optional.empty());
    return new Answer(Optional.of(station), Optional.of(ack), findings);
  }

  private boolean isKnown(EdgeNodeDescriptor station, Position at, StationRecord record) {
    return record.sequence() <= at.base()
        || store
            .hash(station, at.epoch(), record.sequence())
            .filter(record.hash()::equals)
            .isPresent();
  }

  private Position position(EdgeNodeDescriptor station, RecordBatch batch, List<Finding> findings) {
    Optional<Position> known = store.position(station);
    boolean newEpoch = known.isEmpty() || batch.epoch() > known.get().epoch();
    boolean behind =
        known.isPresent()
            && batch.epoch() == known.get().epoch()
            && batch.acknowledged() > known.get().through();
    if (!newEpoch && !behind) {
      return known.get();
    }
    // A ledger that was put back may hold less for acknowledged in its new epoch, never more.
    long here = known.map(Position::through).orElse(0L);
    if (behind && batch.cut() <= here) {
      // The gap before its first record is asked for as any other.
      return known.get();
    }
    if (batch.cut() > here) {
      findings.add(new Finding.Lost(station, here, batch.cut()));
    }
    long base = Math.min(batch.acknowledged(), Math.max(here, batch.cut()));
    store.begin(station, batch.epoch(), base);
    return new Position(batch.epoch(), base, base);
  }

  private static Answer refuse(
      EdgeNodeDescriptor station, Position at, Refusal refusal, long sequence) {
    RecordAck ack = new RecordAck(at.epoch(), at.through(), Optional.empty(), Optional.of(refusal));
    return new Answer(
        Optional.of(station),
        Optional.of(ack),
        List.of(new Finding.Refused(station, refusal, sequence)));
  }
}
