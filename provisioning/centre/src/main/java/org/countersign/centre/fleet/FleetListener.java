package org.countersign.centre.fleet;

import org.countersign.protocol.sparkplug.host.HostEvent;

/** Is told what happens in the fleet, on its thread; must not wait. */
@FunctionalInterface
public interface FleetListener {

  /** Listens to nothing. */
  FleetListener NONE = (event, now) -> {};

  /**
   * Something happened.
   *
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   */
  void event(HostEvent event, long now);
}
