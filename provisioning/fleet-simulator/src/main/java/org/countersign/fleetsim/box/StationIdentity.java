package org.countersign.fleetsim.box;

import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Which station of the fleet it is.
 *
 * @param number in the fleet, from 0
 * @param node district and id
 * @param site where it stands, which its neighbours share; empty if nobody wrote that down
 */
public record StationIdentity(int number, EdgeNodeDescriptor node, String site) {

  /** Stations of a site. */
  private static final int TOGETHER = 3;

  /** Of so many sites one has no name. */
  private static final int NAMED = 5;

  /**
   * A station of a fleet whose districts are as large as each other, or one larger.
   *
   * @param stations in all
   */
  public static StationIdentity of(int number, int stations, int districts) {
    int district = (int) ((long) number * districts / stations);
    return new StationIdentity(
        number,
        new EdgeNodeDescriptor(districtName(district), "station-%05d".formatted(number + 1)),
        site(number, district));
  }

  /** Three in a row share one, unless a district ends between them. */
  private static String site(int number, int district) {
    int site = number / TOGETHER;
    return site % NAMED == NAMED - 1
        ? ""
        : "%s site %d".formatted(districtName(district), site + 1);
  }

  /** Name of a district, from 0. */
  public static String districtName(int district) {
    return "district-%02d".formatted(district + 1);
  }
}
