package org.countersign.station.fleet;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;

/** Records that wait for the centre, of a station whose centre takes any. */
public record BacklogFacts(Supplier<RecordBacklog> backlog) implements Facts {

  /** Hours in tenths, so that a backlog which only grows older is a report every six minutes. */
  @Override
  public List<Metric> metrics(long now) {
    RecordBacklog waiting = backlog.get();
    long millis = waiting.oldest().map(at -> Math.max(0, now - at.toEpochMilli())).orElse(0L);
    double hours = Math.floor(millis / 360_000.0) / 10;
    return List.of(
        Facts.count("Records/Backlog", waiting.records(), now).withUnit("records"),
        Facts.measure("Records/Oldest", OptionalDouble.of(hours), "h", now));
  }
}
