package org.countersign.protocol.records;

import java.util.List;

/**
 * Records in the order of the ledger, none left out between them.
 *
 * @param station id, as in the topic
 * @param epoch how often the authority has begun the station anew; 1 at first
 * @param acknowledged the station holds every record up to this one for acknowledged; 0 for none
 * @param cut the station can send no record up to this one again; at most what is acknowledged
 * @param previous sequence of the record before the first one here; 0 if there is none
 */
public record RecordBatch(
    String station,
    long epoch,
    long acknowledged,
    long cut,
    long previous,
    List<StationRecord> records) {

  /** Of a station that keeps nothing of what is acknowledged. */
  public RecordBatch(
      String station, long epoch, long acknowledged, long previous, List<StationRecord> records) {
    this(station, epoch, acknowledged, acknowledged, previous, records);
  }

  public RecordBatch {
    records = List.copyOf(records);
    long before = previous;
    for (StationRecord record : records) {
      if (record.sequence() <= before) {
        throw new IllegalArgumentException(
            "batch: rising sequences are needed, found " + record.sequence() + " after " + before);
      }
      before = record.sequence();
    }
    if (epoch < 1 || previous < 0 || acknowledged < 0) {
      throw new IllegalArgumentException("batch: an epoch of 1 or more is needed");
    }
    if (cut < 0 || cut > acknowledged) {
      throw new IllegalArgumentException("batch: what is not acknowledged cannot be cut");
    }
  }
}
