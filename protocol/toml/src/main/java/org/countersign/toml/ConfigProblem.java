package org.countersign.toml;

import java.util.Comparator;

/**
 * One thing wrong with a configuration.
 *
 * @param file name below the configuration's folder
 * @param line from 1; 0 if the whole file or a missing key is meant
 * @param column from 1; 0 likewise
 * @param key dotted; empty if no key is meant
 * @param problem what is wrong and what would be right; never a secret
 */
public record ConfigProblem(String file, int line, int column, String key, String problem) {

  /** By file and place. */
  public static final Comparator<ConfigProblem> BY_PLACE =
      Comparator.comparing(ConfigProblem::file)
          .thenComparingInt(ConfigProblem::line)
          .thenComparingInt(ConfigProblem::column)
          .thenComparing(ConfigProblem::key);

  /** For example {@code station.toml:3:1: http.prot: unknown key; did you mean port?}. */
  @Override
  public String toString() {
    String place = line > 0 ? file + ":" + line + ":" + column : file;
    return place + ": " + (key.isEmpty() ? "" : key + ": ") + problem;
  }
}
