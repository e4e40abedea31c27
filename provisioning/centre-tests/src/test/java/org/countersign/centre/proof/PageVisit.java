package org.countersign.centre.proof;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The page as a browser loads it: the document, and whatever that and its modules name. */
final class PageVisit {

  private static final Pattern NAMED =
      Pattern.compile("(?:src=|href=|from |import ?)\\(?\"([./][^\"]*\\.(?:js|css|svg))\"");

  private PageVisit() {}

  /**
   * Loads it, with the first answers that it asks the API for.
   *
   * @return paths of everything that was loaded
   */
  static Set<String> load(Desk desk) throws Exception {
    Set<String> seen = new LinkedHashSet<>(Set.of("/"));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String path = open.remove();
      NAMED
          .matcher(desk.text(path))
          .results()
          .map(found -> URI.create(path).resolve(found.group(1)).getPath())
          .filter(seen::add)
          .forEach(open::add);
    }
    for (String asked : new String[] {"/v1/session", "/v1/overview", "/v1/alerts", "/v1/fleet"}) {
      var ignored = desk.get(asked);
    }
    return seen;
  }
}
