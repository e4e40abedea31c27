package org.countersign.fleetsim.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Draws which station is struck by what, when: the same for the same scenario, fleet and seed.
 * Stations that are drawn one by one are struck by one thing at a time; a whole district is taken
 * as it is.
 */
public final class FaultPlan {

  private final int stations;
  private final IntFunction<String> district;
  private final IntFunction<String> site;
  private final Random random;
  private final List<Fault> faults = new ArrayList<>();
  private final Map<Integer, List<Fault>> ofStation = new HashMap<>();

  private FaultPlan(
      int stations, IntFunction<String> district, IntFunction<String> site, long seed) {
    this.stations = stations;
    this.district = district;
    this.site = site;
    this.random = new Random(seed);
  }

  /**
   * The faults of a scenario, by their begin.
   *
   * @param district name of a station's district
   * @param site name of its site; empty if it has none
   * @throws IllegalArgumentException naming the rule for which there are not enough stations
   */
  public static List<Fault> draw(
      Scenario scenario,
      int stations,
      IntFunction<String> district,
      IntFunction<String> site,
      long seed) {
    FaultPlan plan = new FaultPlan(stations, district, site, seed);
    for (int rule = 0; rule < scenario.faults().size(); rule++) {
      plan.add(scenario.faults().get(rule), "fault[" + (rule + 1) + "]");
    }
    plan.faults.sort(Comparator.comparingLong(Fault::from).thenComparingInt(Fault::station));
    return List.copyOf(plan.faults);
  }

  private void add(FaultRule rule, String name) {
    switch (rule.selection().kind()) {
      case NOTHING -> add(fault(Fault.NO_STATION, rule));
      case DISTRICTS -> districts(rule, name).forEach(station -> add(rule, fault(station, rule)));
      case SITES -> sites(rule, name).forEach(station -> add(rule, fault(station, rule)));
      case STATIONS, PERCENT -> single(rule, name);
    }
  }

  private List<Integer> districts(FaultRule rule, String name) {
    List<String> names = IntStream.range(0, stations).mapToObj(district).distinct().toList();
    List<String> drawn = new ArrayList<>(names);
    Collections.shuffle(drawn, random);
    require(rule, name, drawn.size(), rule.selection().count(), "districts");
    List<String> taken =
        rule.selection()
            .district()
            .map(List::of)
            .orElse(drawn.subList(0, rule.selection().count()));
    return IntStream.range(0, stations)
        .filter(s -> taken.contains(district.apply(s)))
        .boxed()
        .toList();
  }

  private List<Integer> sites(FaultRule rule, String name) {
    List<Integer> there = candidates(rule);
    List<String> names =
        new ArrayList<>(
            there.stream().map(site::apply).filter(s -> !s.isEmpty()).distinct().toList());
    Collections.shuffle(names, random);
    int count = rule.selection().count();
    require(rule, name, names.size(), count, "sites");
    Set<String> taken = new HashSet<>(names.subList(0, count));
    return there.stream().filter(station -> taken.contains(site.apply(station))).toList();
  }

  private void single(FaultRule rule, String name) {
    List<Integer> there = new ArrayList<>(candidates(rule));
    int count = wanted(rule, there.size());
    Collections.shuffle(there, random);
    int struck = 0;
    for (int i = 0; i < there.size() && struck < count; i++) {
      Fault fault = fault(there.get(i), rule);
      if (isFree(fault)) {
        add(rule, fault);
        struck++;
      }
    }
    require(rule, name, struck, count, "stations that nothing else strikes at that time");
  }

  private List<Integer> candidates(FaultRule rule) {
    return IntStream.range(0, stations)
        .filter(s -> rule.selection().district().map(district.apply(s)::equals).orElse(true))
        .boxed()
        .toList();
  }

  private static int wanted(FaultRule rule, int there) {
    Selection selection = rule.selection();
    return selection.kind() == Selection.Kind.PERCENT
        ? (int) Math.ceil(there * selection.count() / 100.0)
        : selection.count();
  }

  private static void require(FaultRule rule, String name, int there, int count, String what) {
    if (there < count || count == 0) {
      throw new IllegalArgumentException(
          name
              + " ("
              + rule.cause().word()
              + "): "
              + Math.max(1, count)
              + " "
              + what
              + " are needed, there are "
              + there
              + "; take more stations or districts, or strike fewer");
    }
  }

  private boolean isFree(Fault fault) {
    return ofStation.getOrDefault(fault.station(), List.of()).stream()
        .noneMatch(other -> other.overlaps(fault.from(), fault.to()));
  }

  private Fault fault(int station, FaultRule rule) {
    long within = rule.within().toMillis();
    long from = rule.at().toMillis() + (within == 0 ? 0 : random.nextLong(within));
    long to = rule.lasts().map(lasts -> from + lasts.toMillis()).orElse(Long.MAX_VALUE);
    return new Fault(station, rule.cause(), from, to, rule.ways());
  }

  /** With what follows from it. */
  private void add(FaultRule rule, Fault fault) {
    add(fault);
    FaultRule.Ways ways = rule.ways();
    ways.linkAfter()
        .map(after -> fault.from() + after.toMillis())
        .filter(from -> from < fault.to())
        .ifPresent(
            from -> add(new Fault(fault.station(), Cause.LINK_REFUSED, from, fault.to(), ways)));
    if (rule.cause() == Cause.NEW_VERSION && random.nextInt(100) < ways.faultyPercent()) {
      long from = fault.from() + ways.faultyAfter().toMillis();
      if (from < fault.to()) {
        add(new Fault(fault.station(), Cause.BAD_VERSION, from, fault.to(), ways));
      }
    }
  }

  private void add(Fault fault) {
    faults.add(fault);
    ofStation.computeIfAbsent(fault.station(), any -> new ArrayList<>()).add(fault);
  }
}
