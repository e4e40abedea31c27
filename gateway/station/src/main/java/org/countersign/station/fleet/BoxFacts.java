package org.countersign.station.fleet;

import java.util.List;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.station.box.BoxState;

/**
 * What the box says of itself.
 *
 * @param box must not wait
 */
public record BoxFacts(Supplier<BoxState> box) implements Facts {

  @Override
  public List<Metric> metrics(long now) {
    BoxState state = box.get();
    return List.of(
        Facts.moment("Box/Booted", state.booted(), now),
        Facts.text("Power/Source", state.source(), now),
        Facts.measure("Power/Charge", state.charge(), "%", now));
  }
}
