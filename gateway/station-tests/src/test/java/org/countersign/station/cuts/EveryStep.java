package org.countersign.station.cuts;

import java.util.ArrayList;
import java.util.List;
import org.countersign.simulator.CardKind;
import org.countersign.station.cuts.Cut.What;

/**
 * One job, cut once: at every point, in every way, and after every page that a command programs.
 */
final class EveryStep {

  private EveryStep() {}

  /** All of them for one kind of card at one kind of device. */
  static List<Scenario> of(CardKind kind, boolean fed) {
    List<Power.Visit> visits = CutRun.of(Scenario.one(kind, fed, List.of()), true).visits();
    List<Scenario> all = new ArrayList<>();
    for (int i = 0; i < visits.size(); i++) {
      for (Cut cut : cuts(i + 1, visits.get(i))) {
        all.add(Scenario.one(kind, fed, List.of(cut)));
      }
    }
    return all;
  }

  private static List<Cut> cuts(long step, Power.Visit visit) {
    List<Cut> cuts = new ArrayList<>();
    for (What what : What.values()) {
      if (what == What.BOX || visit.point().isApdu()) {
        cuts.add(new Cut(step, what, Cut.UNHEARD));
      }
      for (int pages = 0; pages < visit.pages() && what != What.ANSWER; pages++) {
        cuts.add(new Cut(step, what, pages));
      }
    }
    return cuts;
  }
}
