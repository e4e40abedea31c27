package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.countersign.simulator.CardKind;

/**
 * What a run is to do. Its name is all that is needed to do it again.
 *
 * @param name {@code seed-N}, {@code whole-N} or {@code one-KIND-(fed|hand)-CUT[,CUT...]}
 * @param lanes each one's kind of card, and whether it has a hopper
 * @param jobs how many of each kind
 * @param withdrawn whether the first job is withdrawn at some moment
 * @param whole with portraits of the usual size, signed and verified by the product's own keys
 * @param seed decides who is next, and what the clerk does
 */
record Scenario(
    String name,
    List<Lane> lanes,
    int jobs,
    boolean withdrawn,
    boolean whole,
    long seed,
    Plans cuts) {

  /** One device. */
  record Lane(CardKind kind, boolean fed) {}

  /** Where a run's cuts come from; asked once a run. */
  @FunctionalInterface
  interface Plans {
    CutPlan begin();
  }

  /** A scenario of everything that a seed can decide. */
  static Scenario seeded(long seed) {
    return seeded(seed, false);
  }

  /** The same with real data and keys, which takes longer. */
  static Scenario whole(long seed) {
    return seeded(seed, true);
  }

  private static Scenario seeded(long seed, boolean whole) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 1;
    List<Lane> lanes = new ArrayList<>();
    CardKind kind = random.nextInt(3) == 0 ? CardKind.LDS : CardKind.FILE;
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane(kind, random.nextBoolean()));
    }
    int jobs = count + random.nextInt(2);
    int cuts = 2 + random.nextInt(9);
    int widest = 20 + random.nextInt(130);
    long own = random.nextLong();
    return new Scenario(
        (whole ? "whole-" : "seed-") + seed,
        lanes,
        jobs,
        random.nextInt(4) == 0,
        whole,
        seed,
        () -> CutPlan.seeded(new SplittableRandom(own), cuts, widest));
  }

  /** One job on one device, with the cuts that are given. */
  static Scenario one(CardKind kind, boolean fed, List<Cut> cuts) {
    return new Scenario(
        "one-"
            + kind.name().toLowerCase(java.util.Locale.ROOT)
            + (fed ? "-fed-" : "-hand-")
            + String.join(",", cuts.stream().map(Cut::toString).toList()),
        List.of(new Lane(kind, fed)),
        1,
        false,
        false,
        0,
        () -> CutPlan.of(cuts));
  }

  /** The scenario of a name; empty if it is none. */
  static Optional<Scenario> named(String name) {
    String[] parts = name.split("-", 4);
    try {
      if (parts.length == 2 && (parts[0].equals("seed") || parts[0].equals("whole"))) {
        return Optional.of(seeded(Long.parseLong(parts[1]), parts[0].equals("whole")));
      }
      if (parts.length == 4 && parts[0].equals("one")) {
        CardKind kind = CardKind.valueOf(parts[1].toUpperCase(java.util.Locale.ROOT));
        return Optional.of(one(kind, parts[2].equals("fed"), cuts(parts[3])));
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static List<Cut> cuts(String list) {
    List<Cut> cuts = new ArrayList<>();
    for (String one : list.isEmpty() ? new String[0] : list.split(",")) {
      String[] parts = one.split(":");
      int pages = parts.length > 2 ? Integer.parseInt(parts[2]) : Cut.UNHEARD;
      cuts.add(new Cut(Long.parseLong(parts[0]), Cut.What.valueOf(parts[1]), pages));
    }
    return cuts;
  }
}
