package org.countersign.centre.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.countersign.centre.condition.Capacity;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.condition.Overview;
import org.countersign.centre.fleet.FleetView;
import org.countersign.protocol.sparkplug.host.RefusalReason;

/**
 * The fleet at one moment, in so many numbers that none of it can grow without bound: who runs or
 * forges a station chooses the names of districts. Immutable; any thread.
 *
 * @param districts by name; what is over the bound is together under {@link #OTHERS}
 * @param causes stations by what stops their cards
 * @param refusals messages and metrics that were not taken since the start
 * @param rebirthsAsked requests for births since the start
 * @param stations one by one, by district and name; empty unless they were asked for
 * @param stationsLeftOut that found no place among them
 */
record FleetFigures(
    Map<String, District> districts,
    Map<Cause, Long> causes,
    Map<RefusalReason, Long> refusals,
    long rebirthsAsked,
    List<Overview.Stopped> stations,
    long stationsLeftOut) {

  /** Districts that have rows of their own: those with the most stations. */
  static final int MOST_DISTRICTS = 500;

  /** Stations that may have a row of their own. */
  static final int MOST_STATIONS = 5_000;

  /** The district of all that have none of their own. */
  static final String OTHERS = "_OTHER";

  private static final Comparator<Overview.Stopped> BY_NAME =
      Comparator.comparing((Overview.Stopped s) -> s.station().group())
          .thenComparing(s -> s.station().node());

  /** Stations of a district, and approved applications that wait there, by capacity. */
  record District(Map<Capacity, Long> stations, Map<Capacity, Long> waiting) {

    private District() {
      this(new EnumMap<>(Capacity.class), new EnumMap<>(Capacity.class));
      for (Capacity capacity : Capacity.values()) {
        stations.put(capacity, 0L);
        waiting.put(capacity, 0L);
      }
    }

    private void add(Overview.Stopped station) {
      Capacity capacity = station.condition().capacity();
      stations.merge(capacity, 1L, Long::sum);
      waiting.merge(capacity, station.condition().waiting(), Long::sum);
    }

    private void add(District other) {
      other.stations.forEach((capacity, count) -> stations.merge(capacity, count, Long::sum));
      other.waiting.forEach((capacity, count) -> waiting.merge(capacity, count, Long::sum));
    }

    private long size() {
      return stations.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Counts, on the thread {@code fleet}.
   *
   * @param each whether stations are wanted one by one
   */
  static FleetFigures of(FleetView view, boolean each) {
    Map<String, District> districts = new HashMap<>();
    Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    List<Overview.Stopped> stations = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      causes.put(cause, 0L);
    }
    view.watch()
        .all()
        .forEach(station -> {
          districts.computeIfAbsent(station.station().group(), d -> new District()).add(station);
          causes.merge(station.condition().cause(), 1L, Long::sum);
          if (each) {
            stations.add(station);
          }
        });
    Map<RefusalReason, Long> refusals = new EnumMap<>(RefusalReason.class);
    for (RefusalReason reason : RefusalReason.values()) {
      refusals.put(reason, view.host().refusals(reason));
    }
    stations.sort(BY_NAME);
    int shown = Math.min(stations.size(), MOST_STATIONS);
    return new FleetFigures(
        bounded(districts),
        causes,
        refusals,
        view.host().rebirthsAsked(),
        List.copyOf(stations.subList(0, shown)),
        (long) stations.size() - shown);
  }

  /** A forged district has few stations, so that it takes no place of a real one. */
  private static Map<String, District> bounded(Map<String, District> all) {
    Map<String, District> bounded = new LinkedHashMap<>();
    District others = new District();
    all.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, District> d) -> -d.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .forEach(district -> {
          if (bounded.size() < MOST_DISTRICTS && !district.getKey().equals(OTHERS)) {
            bounded.put(district.getKey(), district.getValue());
          } else {
            others.add(district.getValue());
          }
        });
    if (others.size() > 0) {
      bounded.put(OTHERS, others);
    }
    return bounded;
  }
}
