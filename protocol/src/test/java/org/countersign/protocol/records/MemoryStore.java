package org.countersign.protocol.records;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** A centre's disk; what is here outlives receivers. */
final class MemoryStore implements RecordStore {

  private final Map<EdgeNodeDescriptor, Position> positions = new HashMap<>();

  /** Every record that was ever appended, in that order, under station and epoch. */
  final Map<String, TreeMap<Long, StationRecord>> records = new HashMap<>();

  int appended;

  @Override
  public Optional<Position> position(EdgeNodeDescriptor station) {
    return Optional.ofNullable(positions.get(station));
  }

  @Override
  public Optional<String> hash(EdgeNodeDescriptor station, long epoch, long sequence) {
    return Optional.ofNullable(of(station, epoch).get(sequence)).map(StationRecord::hash);
  }

  @Override
  public void begin(EdgeNodeDescriptor station, long epoch, long base) {
    positions.put(station, new Position(epoch, base, base));
  }

  @Override
  public void append(EdgeNodeDescriptor station, long epoch, List<StationRecord> more) {
    TreeMap<Long, StationRecord> of = of(station, epoch);
    for (StationRecord record : more) {
      if (!of.isEmpty() && of.lastKey() >= record.sequence()) {
        throw new AssertionError(record.sequence() + " is stored after " + of.lastKey());
      }
      of.put(record.sequence(), record);
      appended++;
    }
    Position at = positions.get(station);
    positions.put(station, new Position(epoch, at.base(), of.lastKey()));
  }

  TreeMap<Long, StationRecord> of(EdgeNodeDescriptor station, long epoch) {
    return records.computeIfAbsent(station + "#" + epoch, any -> new TreeMap<>());
  }
}
