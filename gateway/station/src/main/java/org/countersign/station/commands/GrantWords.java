package org.countersign.station.commands;

import java.util.ArrayList;
import java.util.List;
import org.countersign.station.client.GrantLeft;

/** How a grant is shown. */
final class GrantWords {

  private GrantWords() {}

  /** What is left, what is wrong, and what will be. */
  static List<String> lines(GrantLeft grant) {
    List<String> lines = new ArrayList<>();
    if (!grant.required()) {
      lines.add("no grant is required of this station: it is a pilot");
    } else if (grant.number() > 0) {
      lines.add(
          "grant "
              + grant.number()
              + " of epoch "
              + grant.epoch()
              + ": "
              + Math.min(grant.cards(), grant.serials())
              + " card(s) left, until "
              + grant.until());
    }
    grant.problem().ifPresent(problem -> lines.add("nothing is issued: " + problem));
    grant.warnings().forEach(warning -> lines.add("warning: " + warning));
    return lines;
  }
}
