package org.countersign.centre.condition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.countersign.centre.state.Station;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Every station's condition and since when. A station that is born again with the same trouble has
 * it since the first time. What the first page shows is kept up to date with each look, so that the
 * page costs as much as there is trouble, not as much as there are stations. One thread.
 */
public final class Watch {

  private final Map<EdgeNodeDescriptor, Seen> seen = new HashMap<>();
  private final Set<Seen> troubled = new LinkedHashSet<>();
  private final SortedMap<String, Tally> districts = new TreeMap<>();

  private static final class Seen {
    final EdgeNodeDescriptor station;
    Condition condition;
    long since;

    Seen(EdgeNodeDescriptor station, Condition condition, long since) {
      this.station = station;
      this.condition = condition;
      this.since = since;
    }

    Overview.Stopped stopped() {
      return new Overview.Stopped(station, condition, since);
    }
  }

  /**
   * Looks at a station after something was heard of it.
   *
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   * @return whether another cause stops it now
   */
  public boolean look(Station station, long now) {
    return look(station, Standing.HEARD, now);
  }

  /** The same of a station that may not be heard. */
  public boolean look(Station station, Standing standing, long now) {
    Condition condition = Condition.of(station, standing);
    Seen known = seen.get(station.node());
    if (known == null) {
      Seen first = new Seen(station.node(), condition, now);
      seen.put(station.node(), first);
      count(first, 1);
      return true;
    }
    if (known.condition.equals(condition)) {
      return false;
    }
    boolean other = known.condition.cause() != condition.cause();
    count(known, -1);
    known.condition = condition;
    known.since = other ? now : known.since;
    count(known, 1);
    return other;
  }

  /** A station that is no longer looked after. */
  public void forget(EdgeNodeDescriptor station) {
    Seen gone = seen.remove(station);
    if (gone != null) {
      count(gone, -1);
    }
  }

  private void count(Seen station, int by) {
    String district = station.station.group();
    Tally tally = districts.computeIfAbsent(district, d -> new Tally());
    tally.add(station.condition, by);
    if (tally.isEmpty()) {
      districts.remove(district);
    }
    if (by < 0) {
      troubled.remove(station);
    } else if (station.condition.cause() != Cause.NONE
        && station.condition.capacity() != Capacity.AWAY) {
      troubled.add(station);
    }
  }

  /**
   * The first page.
   *
   * @param most stopped stations that it names
   */
  public Overview overview(long now, int most) {
    return overview(now, most, station -> false);
  }

  /**
   * The same with those last for whom a larger alert speaks: three hundred stations without power
   * must not hide the one that has no blanks.
   *
   * @param covered whether it does
   */
  public Overview overview(long now, int most, Predicate<Overview.Stopped> covered) {
    Comparator<Overview.Stopped> gravest =
        Comparator.comparing((Overview.Stopped station) -> covered.test(station))
            .thenComparing(GRAVEST);
    Tally all = new Tally();
    districts.values().forEach(all::add);
    PriorityQueue<Overview.Stopped> worst = new PriorityQueue<>(most + 1, gravest.reversed());
    for (Seen station : troubled) {
      worst.add(station.stopped());
      if (worst.size() > most) {
        var ignored = worst.poll();
      }
    }
    List<Overview.Stopped> stopped = new ArrayList<>(worst);
    stopped.sort(gravest);
    return new Overview(
        now,
        all.stations(),
        all.waiting,
        all.waitingStopped,
        List.copyOf(stopped),
        districts.entrySet().stream().map(d -> d.getValue().district(d.getKey())).toList());
  }

  /** Stations where something is wrong. */
  public int troubledCount() {
    return troubled.size();
  }

  /**
   * The condition of a station and since when its cause is there; empty if it was never looked at.
   */
  public Optional<Overview.Stopped> of(EdgeNodeDescriptor station) {
    return Optional.ofNullable(seen.get(station)).map(Seen::stopped);
  }

  /** Every station, in no order. */
  public Stream<Overview.Stopped> all() {
    return seen.values().stream().map(Seen::stopped);
  }

  /** Where people wait and no card is made; then where nothing is heard; then what is to come. */
  private static final Comparator<Overview.Stopped> GRAVEST =
      Comparator.comparing((Overview.Stopped s) ->
              switch (s.condition().capacity()) {
                case NONE, UNKNOWN -> 0;
                case REDUCED -> 1;
                case FULL -> 2;
                case AWAY -> 3;
              })
          .thenComparing(s -> -s.condition().waiting())
          .thenComparing(s -> s.condition().cause())
          .thenComparing(Overview.Stopped::since)
          .thenComparing(s -> s.station().group())
          .thenComparing(s -> s.station().node());

  /** Stations by capacity, and who waits there. */
  private static final class Tally {
    private final int[] stations = new int[Capacity.values().length];
    private long waiting;
    private long waitingStopped;

    void add(Condition condition, int by) {
      stations[condition.capacity().ordinal()] += by;
      waiting += by * condition.waiting();
      if (condition.capacity() == Capacity.NONE) {
        waitingStopped += by * condition.waiting();
      }
    }

    void add(Tally other) {
      for (int capacity = 0; capacity < stations.length; capacity++) {
        stations[capacity] += other.stations[capacity];
      }
      waiting += other.waiting;
      waitingStopped += other.waitingStopped;
    }

    boolean isEmpty() {
      return Arrays.stream(stations).allMatch(count -> count == 0);
    }

    Map<Capacity, Integer> stations() {
      Map<Capacity, Integer> counts = new EnumMap<>(Capacity.class);
      for (Capacity capacity : Capacity.values()) {
        counts.put(capacity, stations[capacity.ordinal()]);
      }
      return Collections.unmodifiableMap(counts);
    }

    Overview.District district(String name) {
      return new Overview.District(name, stations(), waiting);
    }
  }
}
