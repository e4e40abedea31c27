package org.countersign.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.silence.Silence;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * What the centre says of silences against the truth: once while they last, three minutes after
 * they began or just before they end, and once when the station is back. A station that was struck
 * by two at a time does not count. One thread.
 */
final class DrillSilences {

  private static final long ASKED_AFTER = Duration.ofMinutes(3).toMillis();
  private static final long BEFORE_THE_END = Duration.ofSeconds(5).toMillis();

  /** A whole district is struck if so many of it are within so long. */
  private static final int MANY = 50;

  /** Of one look: the whole fleet, twice. */
  private static final int MOST_CHANGES = 10_000;

  private static final long TOGETHER = Duration.ofSeconds(10).toMillis();

  /** Words that send nobody to a single box. */
  private static final Set<String> OF_MANY = Set.of("POWER", "LINE", "BROKER", "PLANNED");

  private final List<Trial> trials = new ArrayList<>();
  private final Map<String, List<Trial>> ofStation = new HashMap<>();

  private static final class Trial {
    final Truth.Entry truth;
    final String right;
    final long asksAt;
    boolean mixed;
    boolean asked;
    Optional<String> said = Optional.empty();
    Optional<String> saidAfter = Optional.empty();

    Trial(Truth.Entry truth, String right) {
      this.truth = truth;
      this.right = right;
      this.asksAt = Math.min(truth.from() + ASKED_AFTER, truth.to() - BEFORE_THE_END);
    }

    EdgeNodeDescriptor node() {
      return new EdgeNodeDescriptor(truth.district(), truth.station());
    }

    boolean isUnknown() {
      return said.filter("UNKNOWN"::equals).isPresent();
    }

    boolean isRight() {
      return said.filter(right::equals).isPresent();
    }
  }

  /**
   * Of causes or all.
   *
   * @param asked silences of which the centre was asked while they lasted
   * @param right those of which it said the right word then
   * @param unknown those of which it said that it did not know
   * @param back silences that ended with a word
   * @param rightAfter those of which that was right
   */
  record Score(int asked, int right, int unknown, int back, int rightAfter) {

    private static final Score NONE = new Score(0, 0, 0, 0, 0);

    private static Score of(Trial one) {
      return new Score(
          1,
          one.isRight() ? 1 : 0,
          one.isUnknown() ? 1 : 0,
          one.saidAfter.isPresent() ? 1 : 0,
          one.saidAfter.filter(one.right::equals).isPresent() ? 1 : 0);
    }

    Score plus(Score other) {
      return new Score(
          asked + other.asked,
          right + other.right,
          unknown + other.unknown,
          back + other.back,
          rightAfter + other.rightAfter);
    }

    double share() {
      return (double) right / asked;
    }

    double shareUnknown() {
      return (double) unknown / asked;
    }

    double shareAfter() {
      return (double) rightAfter / back;
    }
  }

  void struck(Truth.Entry entry) {
    if (!entry.station().isEmpty()) {
      entry.cause().why().ifPresent(why -> add(new Trial(entry, why)));
    }
  }

  private void add(Trial one) {
    List<Trial> others =
        ofStation.computeIfAbsent(one.truth.station(), station -> new ArrayList<>());
    for (Trial other : others) {
      if (other.truth.to() + ASKED_AFTER > one.truth.from()) {
        other.mixed = true;
        one.mixed = true;
      }
    }
    others.add(one);
    trials.add(one);
  }

  /** Asks what is due. */
  void look(FleetView fleet, long now) {
    for (Trial one : trials) {
      if (!one.asked && one.asksAt <= now) {
        one.asked = true;
        one.said = why(fleet, one.node(), now);
      }
    }
    fleet.silences().changes(MOST_CHANGES, now).forEach(this::ended);
  }

  private static Optional<String> why(FleetView fleet, EdgeNodeDescriptor station, long now) {
    return fleet
        .state()
        .station(station)
        .flatMap(found -> fleet.silences().verdict(found, now))
        .map(verdict -> verdict.why().name());
  }

  private void ended(Silence silence) {
    if (silence.to().isEmpty()) {
      return;
    }
    long to = silence.to().getAsLong();
    ofStation.getOrDefault(silence.station().node(), List.of()).stream()
        .filter(one -> one.truth.from() <= to)
        .reduce((earlier, later) -> later)
        .filter(one -> to >= one.truth.to())
        .ifPresent(one -> one.saidAfter = Optional.of(silence.verdict().why().name()));
  }

  private List<Trial> counted() {
    return trials.stream().filter(one -> one.asked && !one.mixed).toList();
  }

  /** By cause. */
  Map<Cause, Score> scores() {
    Map<Cause, Score> scores = new TreeMap<>();
    counted().forEach(one -> scores.merge(one.truth.cause(), Score.of(one), Score::plus));
    return scores;
  }

  /** Of all. */
  Score score() {
    return scores().values().stream().reduce(Score.NONE, Score::plus);
  }

  /** Stations of a district that was struck as a whole, of which the centre blamed the box. */
  long blamedAlone() {
    return counted().stream()
        .filter(this::isOneOfMany)
        .filter(one -> one.said.filter(word -> !OF_MANY.contains(word)).isPresent())
        .count();
  }

  private boolean isOneOfMany(Trial one) {
    return trials.stream()
            .filter(other -> other.truth.cause() == one.truth.cause())
            .filter(other -> other.truth.district().equals(one.truth.district()))
            .filter(other -> Math.abs(other.truth.from() - one.truth.from()) <= TOGETHER)
            .count()
        >= MANY;
  }

  /** Wrong words and silences that it knew no word for, a line each. */
  List<String> wrong() {
    return counted().stream()
        .filter(one -> !one.isRight())
        .map(one -> one.said.orElse("nothing") + " said of " + one.truth)
        .toList();
  }
}
