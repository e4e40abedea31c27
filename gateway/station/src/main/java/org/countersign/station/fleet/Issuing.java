package org.countersign.station.fleet;

import java.util.Optional;

/**
 * Whether cards can be begun.
 *
 * @param hold why none is, in the station's own words; empty if nothing speaks against it
 * @param waiting approved applications that wait for their card
 */
public record Issuing(Optional<String> hold, long waiting) {

  /** Nobody waits and nothing is in the way. */
  public static final Issuing IDLE = new Issuing(Optional.empty(), 0);
}
