package org.countersign.toml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what is wrong, so that all of it is told at once. One thread. */
public final class Problems {

  private record Place(int line, int column) {}

  private final List<ConfigProblem> found = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();

  /** Remembers where a key stands, for what is found out about its value later. */
  void place(String file, String key, int line, int column) {
    places.put(file + ":" + key, new Place(line, column));
  }

  /** Adds one about the value of a key that was read before. */
  public void at(String file, String key, String problem) {
    Place place = places.getOrDefault(file + ":" + key, new Place(0, 0));
    found.add(new ConfigProblem(file, place.line(), place.column(), key, problem));
  }

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
