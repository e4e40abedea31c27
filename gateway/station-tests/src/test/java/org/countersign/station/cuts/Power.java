package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.station.cuts.Cut.What;
import org.jspecify.annotations.Nullable;

/**
 * Counts the points of a run, lets others go on at each, and cuts where the plan says so. Every
 * thread of the engine comes through here.
 */
final class Power {

  private final VirtualTime time;
  private final CutPlan plan;
  private final @Nullable List<String> trace;
  private final List<Cut> struck = new ArrayList<>();
  private final List<Visit> visits = new ArrayList<>();
  private long steps;
  private long digest = 17;
  private Runnable boxFails = () -> {};

  /**
   * A point as it was passed.
   *
   * @param pages EEPROM pages that the command programmed
   */
  record Visit(Point point, long pages) {}

  /**
   * At the beginning of a run.
   *
   * @param traced whether every step is to be told afterwards
   */
  Power(VirtualTime time, CutPlan plan, boolean traced) {
    this.time = time;
    this.plan = plan;
    this.trace = traced ? new ArrayList<>() : null;
  }

  /** What takes the box's power. */
  void feeds(Runnable boxFails) {
    this.boxFails = boxFails;
  }

  /** A point at which only the box can be cut. Does not return if it is. */
  void pass(Point point, String where) {
    if (reach(point, where).isPresent()) {
      failBox();
    }
  }

  /** A point; who is cut there is the caller's to carry out. */
  Optional<Cut> reach(Point point, String where) {
    time.pass();
    steps++;
    note(point, where);
    if (trace != null) {
      visits.add(new Visit(point, 0));
    }
    Optional<Cut> cut =
        plan.at(steps, point, where).filter(c -> point.isApdu() || c.what().takesBox());
    cut.ifPresent(struck::add);
    return cut;
  }

  /** Takes the power from the box; the calling thread ends here. */
  void failBox() {
    note(Point.BEFORE_COMMIT, "the box loses its power");
    boxFails.run();
    VirtualTime.stop();
  }

  /** Writes down what happened, so that two runs can be compared. */
  void note(Point point, String what) {
    digest = digest * 1_000_003 + point.ordinal();
    digest = digest * 1_000_003 + what.hashCode();
    if (trace != null) {
      trace.add("%6d %-16s %s".formatted(steps, point, what));
    }
  }

  /** The command of the newest point has programmed so many pages. */
  void programmed(long pages) {
    if (trace != null) {
      visits.set(visits.size() - 1, new Visit(visits.getLast().point(), pages));
    }
  }

  /** Every point of a traced run, in order. */
  List<Visit> visits() {
    return visits;
  }

  long steps() {
    return steps;
  }

  /** Equal for two runs that took the same steps. */
  long digest() {
    return digest;
  }

  List<Cut> struck() {
    return struck;
  }

  List<String> trace() {
    return trace == null ? List.of() : trace;
  }

  /** Cuts of the box so far. */
  long boxCuts() {
    return struck.stream().map(Cut::what).filter(What::takesBox).count();
  }
}
