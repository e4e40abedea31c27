package org.countersign.protocol.sparkplug;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An Edge Node at one moment: all its metrics with their present values, and those of every Device
 * that is connected. A Device that is not in it is lost.
 *
 * @param metrics of the node itself, without {@code bdSeq} and {@code Node Control/Rebirth}
 * @param devices metrics by Device id
 */
public record NodeImage(List<Metric> metrics, SortedMap<String, List<Metric>> devices) {

  /** A node without metrics and Devices. */
  public static final NodeImage EMPTY = new NodeImage(List.of(), Collections.emptySortedMap());

  /**
   * Checks that births can be made of it.
   *
   * @throws IllegalArgumentException for a Device id that cannot stand in a topic, a metric without
   *     name, type or timestamp, or two names of one owner that differ only by case ({@code
   *     case-sensitivity-metric-names})
   */
  public NodeImage {
    metrics = complete("Edge Node", metrics);
    TreeMap<String, List<Metric>> copy = new TreeMap<>();
    devices.forEach((id, of) -> copy.put(id, complete("Device " + id, of)));
    copy.keySet().forEach(id -> EdgeNodeDescriptor.requireId("Device", id));
    devices = Collections.unmodifiableSortedMap(copy);
  }

  /** An image of a node and its Devices. */
  public static NodeImage of(List<Metric> metrics, Map<String, List<Metric>> devices) {
    return new NodeImage(metrics, new TreeMap<>(devices));
  }

  private static List<Metric> complete(String owner, List<Metric> metrics) {
    Set<String> names =
        new HashSet<>(Set.of("bdseq", EdgeNodeSession.REBIRTH.toLowerCase(Locale.ROOT)));
    for (Metric metric : metrics) {
      Optional<String> name = metric.name();
      if (name.isEmpty() || metric.type().isEmpty() || metric.timestamp().isEmpty()) {
        throw new IllegalArgumentException(
            owner + ": name, type and timestamp are needed: " + name);
      }
      if (!names.add(name.get().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(owner + ": metric name is taken: " + name.get());
      }
    }
    return List.copyOf(metrics);
  }
}
