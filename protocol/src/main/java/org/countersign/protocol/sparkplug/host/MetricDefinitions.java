package org.countersign.protocol.sparkplug.host;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.countersign.protocol.sparkplug.MetricType;

/**
 * The metrics that one birth names, with their types and units, in the order of their names.
 * Immutable; any thread. Owners with the same metrics share one instance, so a fleet of equal boxes
 * costs as much as one.
 */
public final class MetricDefinitions {

  /** Of an owner without metrics. */
  public static final MetricDefinitions NONE =
      new MetricDefinitions(new String[0], List.of(), List.of());

  /** What a name costs beside its characters: string, array, two references. */
  private static final int NAME_BYTES = 64;

  /** Of a unit, in characters. */
  private static final int LONGEST_UNIT = 32;

  private final String[] names;
  private final List<MetricType> types;

  /** Units by place, empty texts among them; none at all if no metric names one. */
  private final List<String> units;

  private final int hash;

  private MetricDefinitions(String[] names, List<MetricType> types, List<String> units) {
    this.names = names;
    this.types = types;
    this.units = units;
    this.hash = 31 * (31 * Arrays.hashCode(names) + types.hashCode()) + units.hashCode();
  }

  /** Of these names and types, without units. */
  public static MetricDefinitions of(SortedMap<String, MetricType> types) {
    return of(types, Map.of());
  }

  /**
   * Of these names and types.
   *
   * @param units by name; those longer than {@value #LONGEST_UNIT} characters are left out
   */
  public static MetricDefinitions of(
      SortedMap<String, MetricType> types, Map<String, String> units) {
    return new MetricDefinitions(
        types.keySet().toArray(new String[0]),
        List.copyOf(types.values()),
        units.isEmpty()
            ? List.of()
            : types.keySet().stream().map(name -> kept(units.getOrDefault(name, ""))).toList());
  }

  private static String kept(String unit) {
    return unit.length() > LONGEST_UNIT ? "" : unit;
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

  /** Engineering unit of the metric at a place; empty if its birth named none. */
  public String unit(int index) {
    return units.isEmpty() ? "" : units.get(index);
  }

  /** Estimate of its size in memory. */
  long bytes() {
    long bytes = NAME_BYTES;
    for (String unit : units) {
      bytes += unit.isEmpty() ? Integer.BYTES : NAME_BYTES + 2L * unit.length();
    }
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
        && types.equals(that.types)
        && units.equals(that.units);
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
