package org.countersign.station.cuts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says at each point whether the power fails there. */
@FunctionalInterface
interface CutPlan {

  /**
   * A point is reached.
   *
   * @param where what is told of it; for a command on its way its first bytes are in it
   */
  Optional<Cut> at(long step, Point point, String where);

  /** No cut at all. */
  static CutPlan none() {
    return (step, point, where) -> Optional.empty();
  }

  /** These cuts. */
  static CutPlan of(List<Cut> cuts) {
    Map<Long, Cut> byStep = cuts.stream().collect(Collectors.toMap(Cut::step, Function.identity()));
    return (step, point, where) -> Optional.ofNullable(byStep.get(step));
  }

  /**
   * So many cuts, at points that a seed chooses: often close together, so that they meet one
   * another's recovery, or again and again at the same command.
   */
  static CutPlan seeded(SplittableRandom random, int count, int widest) {
    return new SeededCuts(random, count, widest);
  }
}
