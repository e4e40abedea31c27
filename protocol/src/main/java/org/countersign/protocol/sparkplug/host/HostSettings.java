package org.countersign.protocol.sparkplug.host;

import java.time.Duration;
import java.util.SortedSet;
import java.util.TreeSet;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.PayloadLimits;

/**
 * How a Host Application behaves.
 *
 * @param hostId Sparkplug Host Application id
 * @param groups groups that are looked after; empty for all
 * @param reorderTimeout how long a missing message is waited for ({@code
 *     operational-behavior-host-reordering-param}); zero to ask for births at once
 * @param grace how long Edge Nodes may take to send births by themselves after the host came
 *     online, before they are asked
 * @param rebirthFirst least time between the first and the second request to one Edge Node; it
 *     doubles with every further one
 * @param rebirthLongest most time between two requests; after so long without one the count starts
 *     anew
 * @param rebirthsPerSecond most requests to the whole fleet
 */
public record HostSettings(
    String hostId,
    SortedSet<String> groups,
    Duration reorderTimeout,
    Duration grace,
    Duration rebirthFirst,
    Duration rebirthLongest,
    int rebirthsPerSecond,
    PayloadLimits payload,
    HostLimits limits) {

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException naming the part that is wrong
   */
  public HostSettings {
    requireId("Host Application", hostId);
    groups.forEach(group -> requireId("group", group));
    groups = new TreeSet<>(groups);
    if (reorderTimeout.isNegative() || grace.isNegative()) {
      throw new IllegalArgumentException("Reorder Timeout and grace: nothing or more is needed");
    }
    if (rebirthFirst.toMillis() < 1 || rebirthLongest.compareTo(rebirthFirst) < 0) {
      throw new IllegalArgumentException(
          "rebirth intervals: 0 < first <= longest is needed, found "
              + rebirthFirst
              + " and "
              + rebirthLongest);
    }
    if (rebirthsPerSecond < 1) {
      throw new IllegalArgumentException("rebirths a second: 1 or more is needed");
    }
  }

  /** Usual times and limits: 4,200 silent Edge Nodes are asked within 26 s. */
  public static HostSettings of(String hostId) {
    return new HostSettings(
        hostId,
        new TreeSet<>(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofMinutes(15),
        200,
        PayloadLimits.HOST,
        HostLimits.DEFAULT);
  }

  /** The same for some groups alone; empty for all. */
  public HostSettings forGroups(SortedSet<String> some) {
    return new HostSettings(
        hostId,
        some,
        reorderTimeout,
        grace,
        rebirthFirst,
        rebirthLongest,
        rebirthsPerSecond,
        payload,
        limits);
  }

  private static void requireId(String what, String id) {
    if (!EdgeNodeDescriptor.isId(id)) {
      throw new IllegalArgumentException(what + " id: UTF-8 without + / # is needed");
    }
  }
}
