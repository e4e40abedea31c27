package org.countersign.fleetsim.box;

import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Which station of the fleet it is.
 *
 * @param number in the fleet, from 0
 * @param node district and id
 */
public record StationIdentity(int number, EdgeNodeDescriptor node) {

  /**
   * A station of a fleet whose districts are as large as each other, or one larger.
   *
   * @param stations in all
   */
  public static StationIdentity of(int number, int stations, int districts) {
    int district = (int) ((long) number * districts / stations);
    return new StationIdentity(
        number,
        new EdgeNodeDescriptor(districtName(district), "station-%05d".formatted(number + 1)));
  }

  /** Name of a district, from 0. */
  public static String districtName(int district) {
    return "district-%02d".formatted(district + 1);
  }
}
