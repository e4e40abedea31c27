package org.countersign.centre.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.centre.alert.OpenAlert.Key;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.silence.Verdict;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * The open alerts. Each {@link #look} compares what is lost now with them: a cause that stops many
 * stations of a district, or many districts, is one alert, and those of its stations become part of
 * it. Outside opening hours nothing opens and nothing escalates; what is open may end. One thread.
 */
public final class AlertBook {

  /** By how much smaller than it had to become a larger alert may get. */
  private static final int STAYS = 3;

  private final AlertRules rules;
  private final Function<String, OpeningHours> hours;
  private final Unsteadiness unsteadiness;
  private final Map<Key, OpenAlert> open = new LinkedHashMap<>();
  private final Map<EdgeNodeDescriptor, Cause> causes = new HashMap<>();
  private long numbers;

  /**
   * An empty book.
   *
   * @param hours of a district
   */
  public AlertBook(AlertRules rules, Function<String, OpeningHours> hours) {
    this.rules = rules;
    this.hours = hours;
    this.unsteadiness = new Unsteadiness(rules);
  }

  /**
   * Takes up an alert from before a restart; it ends if its cause is not seen again soon. Before
   * the first look.
   *
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   */
  public void restore(Alert saved, long now) {
    OpenAlert alert = OpenAlert.restored(saved, now);
    open.put(alert.key, alert);
  }

  /** The next alert gets a number beyond this one. Before the first look. */
  public void continueAfter(long number) {
    numbers = Math.max(numbers, number);
  }

  /**
   * Looks at the whole fleet; to be called every few seconds.
   *
   * @param lost every station that has lost capacity
   * @param stations number of stations by district, of the whole fleet
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   * @return what is to be told, in order
   */
  public List<AlertEvent> look(Collection<Lost> lost, Map<String, Integer> stations, long now) {
    return look(lost, List.of(), stations, now);
  }

  /**
   * The same with alarms that stations have raised. They were damped there, so each is told at once
   * and whatever the hour.
   */
  public List<AlertEvent> look(
      Collection<Lost> lost, Collection<Alarmed> alarms, Map<String, Integer> stations, long now) {
    noteChanges(lost, now);
    Map<Key, LostGroup> groups = grouped(ripe(lost, now), stations, now);
    alarms.forEach(alarm ->
        groups
            .computeIfAbsent(
                new Key(new Scope.OfAlarm(alarm.station(), alarm.code()), Cause.ALARM),
                k -> new LostGroup())
            .lost
            .add(new Lost(alarm.station(), Cause.ALARM, alarm.since(), 0)));
    List<AlertEvent> events = new ArrayList<>();
    groups.forEach((key, group) -> seen(key, group, now, events));
    close(groups.keySet(), now, events);
    escalate(now, events);
    unsteadiness.tidy(now);
    return events;
  }

  private void noteChanges(Collection<Lost> lost, long now) {
    Map<EdgeNodeDescriptor, Cause> current = new HashMap<>();
    for (Lost station : lost) {
      current.put(station.station(), station.cause());
      if (causes.get(station.station()) != station.cause()) {
        unsteadiness.changed(station.station(), now);
      }
    }
    causes.keySet().stream()
        .filter(station -> !current.containsKey(station))
        .forEach(station -> unsteadiness.changed(station, now));
    causes.clear();
    causes.putAll(current);
  }

  /** What is lost for long enough to be told, where counters are open or it was told before. */
  private List<Lost> ripe(Collection<Lost> lost, long now) {
    Instant at = Instant.ofEpochMilli(now);
    Map<String, Boolean> isOpen = new HashMap<>();
    return lost.stream()
        .filter(station ->
            now - station.since() >= rules.hold().toMillis()
                || isToldAlone(station)
                || unsteadiness.isUnsteady(station.station(), now))
        .filter(station ->
            isTold(station)
                || isOpen.computeIfAbsent(
                    station.station().group(), district -> hours.apply(district).isOpen(at)))
        .sorted(
            Comparator.comparing((Lost s) -> s.station().group())
                .thenComparing(s -> s.station().node()))
        .toList();
  }

  private boolean isTold(Lost station) {
    return isToldAlone(station)
        || open.containsKey(
            new Key(new Scope.OfDistrict(station.station().group()), station.cause()))
        || open.containsKey(new Key(new Scope.OfFleet(), station.cause()));
  }

  /** Lost again before its alert has ended, it was never back for long enough. */
  private boolean isToldAlone(Lost station) {
    return open.containsKey(new Key(new Scope.OfStation(station.station()), station.cause()));
  }

  private Map<Key, LostGroup> grouped(List<Lost> lost, Map<String, Integer> stations, long now) {
    Map<Cause, Map<String, List<Lost>>> byCause = new LinkedHashMap<>();
    for (Lost station : lost) {
      byCause
          .computeIfAbsent(station.cause(), c -> new LinkedHashMap<>())
          .computeIfAbsent(station.station().group(), d -> new ArrayList<>())
          .add(station);
    }
    Map<Key, LostGroup> groups = new LinkedHashMap<>();
    byCause.forEach((cause, districts) -> {
      Set<String> whole = new HashSet<>();
      districts.forEach((district, of) -> {
        Key key = new Key(new Scope.OfDistrict(district), cause);
        if (isOneCause(key, of.size(), stations.getOrDefault(district, of.size()))) {
          whole.add(district);
        }
      });
      boolean fleet =
          isOneCause(new Key(new Scope.OfFleet(), cause), whole.size(), stations.size());
      districts.forEach((district, of) -> {
        for (Lost station : of) {
          Scope scope =
              fleet
                  ? new Scope.OfFleet()
                  : whole.contains(district)
                      ? new Scope.OfDistrict(district)
                      : new Scope.OfStation(station.station());
          LostGroup group = groups.computeIfAbsent(new Key(scope, cause), k -> new LostGroup());
          group.lost.add(station);
          group.unsteady |= unsteadiness.isUnsteady(station.station(), now);
        }
      });
    });
    return groups;
  }

  /** What is one cause already stays one until few are left, so that it does not end in pieces. */
  private boolean isOneCause(Key larger, int some, int all) {
    return open.containsKey(larger)
        ? some >= 2 && some >= rules.share() / STAYS * all
        : some >= rules.fewest() && some >= rules.share() * all;
  }

  private void seen(Key key, LostGroup group, long now, List<AlertEvent> events) {
    OpenAlert known = open.get(key);
    boolean opens = known == null;
    if (known == null) {
      known = new OpenAlert(++numbers, key, now);
      open.put(key, known);
    }
    known.seen(group, opens, now);
    if (opens) {
      inherit(known, group);
      events.add(new AlertEvent.Opened(known.alert()));
    }
  }

  /** Whoever looks after a part looks after the whole, if half of its stations are looked after. */
  private void inherit(OpenAlert larger, LostGroup group) {
    List<String> by =
        group.lost.stream().flatMap(station -> lookedAfterBy(station).stream()).toList();
    if (!by.isEmpty() && 2 * by.size() >= group.lost.size()) {
      larger.by = Optional.of(by.getFirst());
    }
  }

  private Optional<String> lookedAfterBy(Lost station) {
    List<Scope> parts =
        List.of(
            new Scope.OfStation(station.station()),
            new Scope.OfDistrict(station.station().group()));
    return parts.stream()
        .map(part -> open.get(new Key(part, station.cause())))
        .filter(Objects::nonNull)
        .flatMap(part -> part.by.stream())
        .findFirst();
  }

  private void close(Set<Key> present, long now, List<AlertEvent> events) {
    for (OpenAlert alert : List.copyOf(open.values())) {
      if (present.contains(alert.key)) {
        continue;
      }
      Optional<OpenAlert> larger = larger(alert, present);
      long quiet = (alert.unsteady ? rules.unsteadyWithin() : rules.clear()).toMillis();
      if (larger.isPresent() || now - alert.lastSeen >= quiet) {
        open.remove(alert.key);
        events.add(new AlertEvent.Closed(alert.alert(), larger.map(o -> o.number).orElse(0L)));
      }
    }
  }

  private Optional<OpenAlert> larger(OpenAlert alert, Set<Key> present) {
    Key fleet = new Key(new Scope.OfFleet(), alert.key.cause());
    List<Key> wider =
        switch (alert.key.scope()) {
          case Scope.OfStation station ->
              List.of(
                  new Key(new Scope.OfDistrict(station.station().group()), alert.key.cause()),
                  fleet);
          case Scope.OfDistrict ignored -> List.of(fleet);
          case Scope.OfAlarm ignored -> List.of();
          case Scope.OfFleet ignored -> List.of();
        };
    return wider.stream()
        .filter(present::contains)
        .map(open::get)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private void escalate(long now, List<AlertEvent> events) {
    for (OpenAlert alert : open.values()) {
      if (!alert.escalated
          && alert.lastSeen == now
          && alert.by.isEmpty()
          && now >= alert.silencedUntil
          && now - alert.openedAt >= rules.escalate().toMillis()
          && isOpenAnywhere(alert, now)) {
        alert.escalated = true;
        events.add(new AlertEvent.Escalated(alert.alert()));
      }
    }
  }

  private boolean isOpenAnywhere(OpenAlert alert, long now) {
    Instant at = Instant.ofEpochMilli(now);
    return alert.districts.stream().anyMatch(district -> hours.apply(district).isOpen(at));
  }

  /**
   * Somebody looks after it.
   *
   * @return whether there is such an alert
   */
  public boolean acknowledge(long number, String by) {
    Optional<OpenAlert> alert = find(number);
    alert.ifPresent(a -> a.by = Optional.of(by));
    return alert.isPresent();
  }

  /**
   * Nobody is to be told again until then.
   *
   * @return whether there is such an alert
   */
  public boolean silence(long number, long until) {
    Optional<OpenAlert> alert = find(number);
    alert.ifPresent(a -> a.silencedUntil = until);
    return alert.isPresent();
  }

  /** Alerts whose stations are silent, and some of those. */
  public Map<Long, List<EdgeNodeDescriptor>> silent() {
    return open.values().stream()
        .filter(alert -> Losses.isSilence(alert.key.cause()) && !alert.some.isEmpty())
        .collect(Collectors.toMap(alert -> alert.number, alert -> alert.some));
  }

  /**
   * Says why an alert's stations are silent.
   *
   * @param now milliseconds since 1970-01-01T00:00:00Z, by the centre's clock
   * @return what is to be told: another reason than was told before; not more often than {@value
   *     OpenAlert#EXPLAINED_EVERY} ms
   */
  public Optional<AlertEvent> explain(long number, Verdict verdict, long now) {
    return find(number)
        .filter(alert -> alert.explain(verdict, now))
        .map(alert -> new AlertEvent.Explained(alert.alert()));
  }

  /** An open alert as it is now. */
  public Optional<Alert> open(long number) {
    return find(number).map(OpenAlert::alert);
  }

  private Optional<OpenAlert> find(long number) {
    return open.values().stream().filter(alert -> alert.number == number).findFirst();
  }

  /** Every open alert, those first where most people wait. */
  public List<Alert> open() {
    return open.values().stream()
        .map(OpenAlert::alert)
        .sorted(
            Comparator.comparingLong(Alert::waiting)
                .reversed()
                .thenComparing(Alert::cause)
                .thenComparingLong(Alert::number))
        .toList();
  }
}
