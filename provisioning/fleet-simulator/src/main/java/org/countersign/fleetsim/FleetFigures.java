package org.countersign.fleetsim;

import java.util.Map;
import org.countersign.fleetsim.scenario.Cause;

/**
 * A fleet at one moment.
 *
 * @param stations in all
 * @param connected sessions that are up
 * @param connects sessions that ever came up
 * @param failures tries that failed, and sessions that ended against the station's will
 * @param published messages handed to the broker
 * @param bytes of their payloads
 * @param received messages that came from the broker
 * @param faults stations by cause in force
 * @param trouble why a session ended last; empty if none did
 */
public record FleetFigures(
    int stations,
    int connected,
    long connects,
    long failures,
    long published,
    long bytes,
    long received,
    Map<Cause, Integer> faults,
    String trouble) {

  public FleetFigures {
    faults = Map.copyOf(faults);
  }
}
