package org.countersign.station.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.protocol.sparkplug.Metric;

/**
 * When the certificates end that the station uses.
 *
 * @param ends by use, {@code link} or {@code document-signer}; empty as long as one cannot be read
 */
public record CertificateFacts(Map<String, Supplier<Optional<Instant>>> ends) implements Facts {

  public CertificateFacts {
    ends = Map.copyOf(ends);
  }

  @Override
  public List<Metric> metrics(long now) {
    return ends.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(use ->
            Facts.moment("Certificates/" + use.getKey() + "/Ends", use.getValue().get(), now))
        .toList();
  }
}
