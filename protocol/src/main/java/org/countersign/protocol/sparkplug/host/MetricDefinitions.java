package org.countersign.protocol.sparkplug.host;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.countersign.protocol.sparkplug.MetricType;

/**
 * The metrics that one birth names, in the order of their names. Immutable; any thread. Owners with
 * the same metrics share one instance, so a fleet of equal boxes costs as much as one.
 */
public final class MetricDefinitions {

  /** Of an owner without metrics. */
  public static final MetricDefinitions NONE = new MetricDefinitions(new String[0], List.of());

  /** What a name costs beside its characters: string, array, two references. */
  private static final int NAME_BYTES = 64;

  private final String[] names;
  private final List<MetricType> types;
  private final int hash;

  private MetricDefinitions(String[] names, List<MetricType> types) {
    this.names = names;
    this.types = types;
    this.hash = 31 * Arrays.hashCode(names) + types.hashCode();
  }

  /** Of these names and types. */
  public static MetricDefinitions of(SortedMap<String, MetricType> types) {
    return new MetricDefinitions(
        types.keySet().toArray(new String[0]), List.copyOf(types.values()));
  }

  /** Number of metrics. */
  public int size() {
    return names.length;
  }

  /** Place of a metric, from 0; negative if there is none of that name. */
  public int index(String name) {
    return Arrays.binarySearch(names, name);
  }

  /** Name of the metric at a place. */
  public String name(int index) {
    return names[index];
  }

  /** Type of the metric at a place. */
  public MetricType type(int index) {
    return types.get(index);
  }

  /** Estimate of its size in memory. */
  long bytes() {
    long bytes = NAME_BYTES;
    for (String name : names) {
      bytes += NAME_BYTES + 2L * name.length();
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetricDefinitions that
        && hash == that.hash
        && Arrays.equals(names, that.names)
        && types.equals(that.types);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return names.length + " metrics";
  }
}
