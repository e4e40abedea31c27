package org.countersign.station.app;

import java.util.List;
import java.util.stream.Collectors;
import org.countersign.toml.ConfigProblem;

/** A station was not started, since its configuration is not right. Nothing was begun. */
public final class ConfigRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  ConfigRefused(List<ConfigProblem> problems) {
    super(
        problems.size()
            + " problem(s) in the configuration:\n"
            + problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Every problem, by file and place. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
