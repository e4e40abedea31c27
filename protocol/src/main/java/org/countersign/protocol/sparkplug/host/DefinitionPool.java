package org.countersign.protocol.sparkplug.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One instance of equal definitions for the whole fleet, counted, within a budget of memory. */
final class DefinitionPool {

  private final Map<MetricDefinitions, Shared> shared = new HashMap<>();
  private final long mostBytes;
  private long bytes;

  private static final class Shared {
    final MetricDefinitions definitions;
    int owners;

    Shared(MetricDefinitions definitions) {
      this.definitions = definitions;
    }
  }

  DefinitionPool(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The instance to use, to be given back by {@link #release}; empty if the budget is spent. */
  Optional<MetricDefinitions> take(MetricDefinitions wanted) {
    Shared found = shared.get(wanted);
    if (found == null) {
      if (bytes + wanted.bytes() > mostBytes) {
        return Optional.empty();
      }
      found = new Shared(wanted);
      shared.put(wanted, found);
      bytes += wanted.bytes();
    }
    found.owners++;
    return Optional.of(found.definitions);
  }

  void release(MetricDefinitions definitions) {
    Shared found = shared.get(definitions);
    if (found != null && --found.owners == 0) {
      shared.remove(definitions);
      bytes -= definitions.bytes();
    }
  }

  long bytes() {
    return bytes;
  }
}
