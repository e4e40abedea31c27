package org.countersign.protocol.sparkplug;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Payload of a message (clause 6.4.5).
 *
 * @param timestamp milliseconds since 1970-01-01T00:00:00Z at which it was sent
 * @param seq 0 to 255; absent in NDEATH, NCMD and DCMD
 */
public record SparkplugPayload(OptionalLong timestamp, OptionalInt seq, List<Metric> metrics) {

  public SparkplugPayload {
    metrics = List.copyOf(metrics);
    if (seq.isPresent() && (seq.getAsInt() < 0 || seq.getAsInt() > 255)) {
      throw new IllegalArgumentException("seq: 0 to 255 is needed, found " + seq.getAsInt());
    }
  }

  /** The first metric of a name. */
  public Optional<Metric> metric(String name) {
    return metrics.stream().filter(m -> m.name().filter(name::equals).isPresent()).findFirst();
  }
}
