package org.countersign.station.fleet;

import java.util.List;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;

/**
 * What the station could do now.
 *
 * @param issuing must not wait
 */
public record IssuingFacts(Supplier<Issuing> issuing) implements Facts {

  @Override
  public List<Metric> metrics(long now) {
    Issuing can = issuing.get();
    return List.of(
        Facts.text("Issuing/Hold", can.hold().orElse(""), now),
        Facts.count("Jobs/Waiting", can.waiting(), now).withUnit("jobs"));
  }
}
