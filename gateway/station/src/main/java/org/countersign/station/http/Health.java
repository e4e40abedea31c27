package org.countersign.station.http;

import java.util.List;

/** What {@code /healthz} says. */
@FunctionalInterface
public interface Health {

  /** The station's health at this moment. Any thread, event loops too: it never waits. */
  Report now();

  /**
   * A station's health.
   *
   * @param live whether the service does its work at all. If not, {@code /healthz} answers 503 and
   *     a supervisor may start the service anew
   * @param ready whether a card could be issued now. A station without blanks is live and not
   *     ready; starting it anew would help nobody
   * @param problems why it is not, one sentence each; no personal data
   * @param cautions what stops no card and is still not as it should be; no paths
   */
  record Report(boolean live, boolean ready, List<String> problems, List<String> cautions) {

    /** Nothing is wrong. */
    public static final Report GOOD = new Report(true, true, List.of());

    public Report {
      problems = List.copyOf(problems);
      cautions = List.copyOf(cautions);
    }

    /** Without cautions. */
    public Report(boolean live, boolean ready, List<String> problems) {
      this(live, ready, problems, List.of());
    }
  }
}
