package org.countersign.protocol.records;

import java.util.List;
import java.util.TreeMap;

/** A station's disk: a chained ledger in which only some records are to be sent. */
final class MemoryLedger implements RecordSource {

  final TreeMap<Long, StationRecord> outbox = new TreeMap<>();
  long epoch = 1;
  long acknowledged;

  /** Acknowledged records that are kept all the same, none at first. */
  long keptBeyond = Long.MAX_VALUE;

  private long end;
  private long chain = 1;

  /** Largest answer that was asked for at once. */
  int mostRead;

  /** What is recorded next; every second one is to be sent. */
  StationRecord write(String what) {
    end += 2;
    chain = chain * 31 + what.hashCode();
    StationRecord record =
        new StationRecord(
            end,
            "%064x".formatted(chain),
            end,
            new RecordContent.Issuance(what, "S" + end, "00", "p"));
    outbox.put(end, record);
    return record;
  }

  /** What a backup would bring back. */
  MemoryLedger copy() {
    MemoryLedger copy = new MemoryLedger();
    copy.outbox.putAll(outbox);
    copy.epoch = epoch;
    copy.acknowledged = acknowledged;
    copy.end = end;
    copy.chain = chain;
    return copy;
  }

  void keepAcknowledged(long through) {
    acknowledged = through;
    outbox.headMap(cut(), true).clear();
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long acknowledged() {
    return acknowledged;
  }

  @Override
  public long cut() {
    return Math.min(acknowledged, keptBeyond);
  }

  @Override
  public long newest() {
    return end;
  }

  @Override
  public List<StationRecord> after(long sequence, int most) {
    List<StationRecord> found =
        outbox.tailMap(sequence, false).values().stream().limit(most).toList();
    mostRead = Math.max(mostRead, found.size());
    return found;
  }
}
