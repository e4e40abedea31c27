package org.countersign.protocol.records;

import java.util.List;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Where the centre keeps the records of its stations. Changes are seen at once by whoever makes
 * them, and are durable before the acknowledgement that speaks of them is published.
 */
public interface RecordStore {

  /**
   * How far a station has come.
   *
   * @param base records up to this one are not here, and the station does not have to send them
   * @param through every record after the base up to this one is here
   */
  record Position(long epoch, long base, long through) {}

  /** Empty for a station that was never heard. */
  Optional<Position> position(EdgeNodeDescriptor station);

  /** Hash of a record that is here; empty if it is not. */
  Optional<String> hash(EdgeNodeDescriptor station, long epoch, long sequence);

  /** Begins an epoch, or goes on behind records that will not come. */
  void begin(EdgeNodeDescriptor station, long epoch, long base);

  /** Keeps records, in order; the last one is the new end of the position. All or none. */
  void append(EdgeNodeDescriptor station, long epoch, List<StationRecord> records);
}
