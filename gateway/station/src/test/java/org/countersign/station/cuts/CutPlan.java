package org.countersign.station.cuts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.station.cuts.Cut.What;

/** Says at each point whether the power fails there. */
@FunctionalInterface
interface CutPlan {

  Optional<Cut> at(long step, Point point);

  /** No cut at all. */
  static CutPlan none() {
    return (step, point) -> Optional.empty();
  }

  /** These cuts. */
  static CutPlan of(List<Cut> cuts) {
    Map<Long, Cut> byStep = cuts.stream().collect(Collectors.toMap(Cut::step, Function.identity()));
    return (step, point) -> Optional.ofNullable(byStep.get(step));
  }

  /**
   * So many cuts, at points that a seed chooses: often close together, so that they meet one
   * another's recovery.
   */
  static CutPlan seeded(SplittableRandom random, int count, int widest) {
    return new CutPlan() {
      private int left = count;
      private long next = 1 + random.nextInt(widest);

      @Override
      public Optional<Cut> at(long step, Point point) {
        if (left == 0 || step < next) {
          return Optional.empty();
        }
        left--;
        next = step + 1 + random.nextInt(random.nextBoolean() ? 12 : widest);
        return Optional.of(cut(step, point));
      }

      private Cut cut(long step, Point point) {
        What what = point.isApdu() ? What.values()[random.nextInt(4)] : What.BOX;
        boolean torn = point == Point.BEFORE_APDU && what != What.ANSWER && random.nextInt(3) > 0;
        int pages = random.nextInt(4) > 0 ? random.nextInt(4) : random.nextInt(40);
        return new Cut(step, what, torn ? pages : Cut.UNHEARD);
      }
    };
  }
}
