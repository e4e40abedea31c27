package org.countersign.station.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. One thread. */
public final class Problems {

  private final List<ConfigProblem> found = new ArrayList<>();

  /** Adds one. */
  public void add(ConfigProblem problem) {
    found.add(problem);
  }

  /** Adds one that concerns a whole file. */
  public void add(String file, String problem) {
    found.add(new ConfigProblem(file, 0, 0, "", problem));
  }

  /** How many there are. */
  public int count() {
    return found.size();
  }

  /** All, by file and place. */
  public List<ConfigProblem> all() {
    return found.stream().sorted(ConfigProblem.BY_PLACE).distinct().toList();
  }
}
