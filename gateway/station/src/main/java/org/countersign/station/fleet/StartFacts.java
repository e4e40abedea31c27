package org.countersign.station.fleet;

import java.util.List;
import java.util.Optional;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;

/**
 * What stays as it is from the start on.
 *
 * @param site where the station stands; may be empty
 * @param lastClean whether the run before this one ended in order; empty at the first
 */
public record StartFacts(String site, Optional<Boolean> lastClean) implements Facts {

  @Override
  public List<Metric> metrics(long now) {
    MetricValue clean = lastClean.map(MetricValue::of).orElseGet(MetricValue::none);
    return List.of(
        Facts.text("Properties/Site", site, now),
        Metric.of("Stop/Last Clean", MetricType.BOOLEAN, clean, now));
  }
}
