package org.countersign.station.fleet;

import java.util.List;
import java.util.TreeMap;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;

/** An outbox whose records the test writes. */
final class FakeOutbox implements RecordOutbox {

  private final TreeMap<Long, StationRecord> records = new TreeMap<>();
  long acknowledged;
  int settled;
  boolean unproven;
  boolean broken;

  void write(int count) {
    for (int i = 0; i < count; i++) {
      long sequence = records.size() + 1L;
      records.put(
          sequence,
          new StationRecord(
              sequence,
              "%064x".formatted(sequence),
              0,
              new RecordContent.Issuance("job", "S", "00", "p")));
    }
  }

  @Override
  public long epoch() {
    return 1;
  }

  @Override
  public long acknowledged() {
    return 0;
  }

  @Override
  public long newest() {
    requireWhole();
    return records.size();
  }

  @Override
  public List<StationRecord> after(long sequence, int most) {
    requireWhole();
    return records.tailMap(sequence, false).values().stream().limit(most).toList();
  }

  @Override
  public boolean acknowledge(long through) {
    requireWhole();
    acknowledged = through;
    settled++;
    return unproven;
  }

  private void requireWhole() {
    if (broken) {
      throw new IllegalStateException("the ledger is closed");
    }
  }
}
