package org.countersign.station.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.countersign.protocol.records.RecordContent;
import org.countersign.protocol.records.StationRecord;

/** An outbox whose records the test writes. */
final class FakeOutbox implements RecordOutbox {

  private final TreeMap<Long, StationRecord> records = new TreeMap<>();
  long acknowledged;
  int settled;
  boolean unproven;
  boolean broken;

  /** What is said is not on record before the test says so. */
  boolean hangs;

  final List<CompletableFuture<Boolean>> hanging = new ArrayList<>();

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
  public CompletableFuture<Boolean> acknowledge(long through) {
    requireWhole();
    acknowledged = through;
    settled++;
    CompletableFuture<Boolean> said = new CompletableFuture<>();
    if (hangs) {
      hanging.add(said);
    } else {
      said.complete(unproven);
    }
    return said;
  }

  private void requireWhole() {
    if (broken) {
      throw new IllegalStateException("the ledger is closed");
    }
  }
}
