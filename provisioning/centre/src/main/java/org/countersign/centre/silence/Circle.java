package org.countersign.centre.silence;

import java.util.OptionalLong;
import java.util.TreeMap;

/** Stations that share a site, a district or the broker: how many of them are silent since when. */
final class Circle {

  /** What they share. */
  enum Kind {
    /** Power and line, as the stations themselves say. */
    SITE(1),
    /** Perhaps power or line. */
    DISTRICT(2),
    /** The broker. */
    FLEET(4);

    private final int fewest;

    Kind(int fewest) {
      this.fewest = fewest;
    }

    /** Others that must share the trouble, so that it is no chance. */
    int fewest() {
      return fewest;
    }
  }

  /** Silences are counted by the moment they began, in such steps. */
  private static final long STEP = 5_000;

  private final Kind kind;
  private final String name;
  private final TreeMap<Long, Integer> begun = new TreeMap<>();
  private int stations;
  private int away;
  private int silent;
  private int onBattery;
  private int onMains;

  Circle(Kind kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  String name() {
    return name;
  }

  void joined(int by) {
    stations += by;
  }

  boolean isEmpty() {
    return stations == 0;
  }

  void away(int by) {
    away += by;
  }

  /** A silence that counts, or counts no more. */
  void silent(LastWords words, int by) {
    silent += by;
    onBattery += words.onBattery() ? by : 0;
    onMains += words.hasBattery() && !words.onBattery() ? by : 0;
  }

  /** A silence began, or is forgotten. */
  void begun(long from, int by) {
    int count = begun.merge(Math.floorDiv(from, STEP), by, Integer::sum);
    if (count == 0) {
      begun.remove(Math.floorDiv(from, STEP));
    }
  }

  /**
   * The others, for one that is silent.
   *
   * @param own what it said last
   * @param counts whether it is counted among the silent ones itself
   * @param isAway whether it is counted among those that are away
   * @param began when its silence began; empty if that is not known
   * @param window fell together: at most so many milliseconds apart
   */
  Companions without(
      LastWords own, boolean counts, boolean isAway, OptionalLong began, long window) {
    int self = counts ? 1 : 0;
    return new Companions(
        kind,
        name,
        stations - away - (isAway ? 0 : 1),
        began.isPresent() ? begunNear(began.getAsLong(), window) - self : 0,
        silent - self,
        onBattery - (counts && own.onBattery() ? 1 : 0),
        onMains - (counts && own.hasBattery() && !own.onBattery() ? 1 : 0));
  }

  private int begunNear(long from, long window) {
    return begun
        .subMap(Math.floorDiv(from - window, STEP), true, Math.floorDiv(from + window, STEP), true)
        .values()
        .stream()
        .mapToInt(Integer::intValue)
        .sum();
  }
}
