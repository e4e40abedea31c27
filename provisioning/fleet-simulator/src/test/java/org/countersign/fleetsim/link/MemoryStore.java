package org.countersign.fleetsim.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.protocol.records.RecordStore;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** A centre's disk. */
public final class MemoryStore implements RecordStore {

  private final Map<EdgeNodeDescriptor, Position> positions = new HashMap<>();
  private final Map<EdgeNodeDescriptor, List<StationRecord>> records = new HashMap<>();

  @Override
  public Optional<Position> position(EdgeNodeDescriptor station) {
    return Optional.ofNullable(positions.get(station));
  }

  @Override
  public Optional<String> hash(EdgeNodeDescriptor station, long epoch, long sequence) {
    return of(station).stream()
        .filter(record -> record.sequence() == sequence)
        .map(StationRecord::hash)
        .findFirst();
  }

  @Override
  public void begin(EdgeNodeDescriptor station, long epoch, long base) {
    positions.put(station, new Position(epoch, base, base));
  }

  @Override
  public void append(EdgeNodeDescriptor station, long epoch, List<StationRecord> more) {
    records.computeIfAbsent(station, any -> new ArrayList<>()).addAll(more);
    positions.put(
        station, new Position(epoch, positions.get(station).base(), more.getLast().sequence()));
  }

  /** What is here of a station, in the order of its ledger. */
  List<StationRecord> of(EdgeNodeDescriptor station) {
    return records.getOrDefault(station, List.of());
  }

  /** How many are here in all. */
  public long size() {
    return records.values().stream().mapToLong(List::size).sum();
  }
}
