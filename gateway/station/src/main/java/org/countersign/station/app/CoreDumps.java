package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the kernel would write this process's memory to the disk if it died of a signal: keys and
 * the applications in hand would be in it.
 */
final class CoreDumps {

  /** proc_pid_limits(5): name, soft limit, hard limit, unit. */
  private static final Pattern LIMIT = Pattern.compile("Max core file size\\s+(\\S+)\\s.*");

  private static final Path OWN = Path.of("/proc/self/limits");

  private CoreDumps() {}

  /** What to tell the operator; empty if no core is dumped, or nobody can say. */
  static Optional<String> warning() {
    try {
      return warning(Files.readAllLines(OWN));
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  /** The same of such a file's lines. */
  static Optional<String> warning(List<String> limits) {
    return limits.stream()
        .map(LIMIT::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .filter(soft -> !soft.equals("0"))
        .findFirst()
        .map(soft ->
            "core dumps are on (limit "
                + soft
                + "): if the gateway crashes, keys and applications in its memory reach the disk;"
                + " start it by its unit or bin/countersign, or with ulimit -c 0");
  }
}
