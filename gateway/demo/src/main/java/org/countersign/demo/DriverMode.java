package org.countersign.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where a driver runs and over what line. */
enum DriverMode {
  /** In the station's process. */
  PLAIN,
  /** In a process of its own. */
  PROCESS,
  /** In the station's process, over a line that damages frames. */
  DAMAGED;

  /** Name on the command line and in the table. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode of a name.
   *
   * @throws IllegalArgumentException with the names there are
   */
  static DriverMode of(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no mode '%s'; there are all, %s"
                    .formatted(
                        word,
                        Arrays.stream(values())
                            .map(DriverMode::word)
                            .collect(Collectors.joining(", ")))));
  }
}
