package org.countersign.station.cuts;

import ch.qos.logback.classic.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for a run in which a promise is broken. Called inside a mutant's own class loader. */
public final class MutantHunt {

  private MutantHunt() {}

  /**
   * Runs seed after seed.
   *
   * @param caught the violation that is looked for; others are passed over
   * @return the run's name and what it violated; empty if there was none
   */
  public static String[] hunt(String caught, int runs) {
    Level before = Cuts.quiet(Level.OFF);
    try {
      Pattern wanted = Pattern.compile(caught);
      for (long seed = 1; seed <= runs; seed++) {
        CutRun.Result result = CutRun.of(Scenario.seeded(seed), false);
        if (result.violations().stream().anyMatch(v -> wanted.matcher(v).find())) {
          List<String> found = new ArrayList<>(List.of(result.name()));
          found.addAll(result.violations());
          return found.toArray(String[]::new);
        }
      }
      return new String[0];
    } finally {
      Level ignored = Cuts.quiet(before);
    }
  }
}
