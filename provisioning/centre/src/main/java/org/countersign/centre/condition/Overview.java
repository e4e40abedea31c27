package org.countersign.centre.condition;

import java.util.List;
import java.util.Map;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * The first page: what stops cards now, and the fleet by district. Immutable; any thread.
 *
 * @param at milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
 * @param stations of the whole fleet by capacity
 * @param waiting approved applications that wait in the whole fleet
 * @param waitingStopped those of them that wait where no card is made
 * @param stopped stations where something is wrong, where most people wait first
 * @param districts by name
 */
public record Overview(
    long at,
    Map<Capacity, Integer> stations,
    long waiting,
    long waitingStopped,
    List<Stopped> stopped,
    List<District> districts) {

  /**
   * A station where something stops cards.
   *
   * @param since when this cause began; milliseconds since 1970-01-01T00:00:00Z
   */
  public record Stopped(EdgeNodeDescriptor station, Condition condition, long since) {}

  /** A district's stations by capacity. */
  public record District(String name, Map<Capacity, Integer> stations, long waiting) {}
}
