package org.countersign.station.box;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When the operating system started: {@code btime} of Linux's /proc/stat (proc_stat(5)). The kernel
 * takes it from the wall clock anew at each read, so it moves by a second back and forth, and jumps
 * with a clock that is put right. One thread.
 */
final class BootTime {

  /** Nearer than this it is the same start. */
  private static final Duration SAME = Duration.ofSeconds(5);

  /** The line stands behind one for each processor and one for all interrupts. */
  private static final int LONGEST = 256 << 10;

  private static final Pattern LINE = Pattern.compile("(?m)^btime ([0-9]{1,12})$");

  private final Path file;
  private Optional<Instant> told = Optional.empty();

  BootTime(Path file) {
    this.file = file;
  }

  /** Empty if nobody says. */
  Optional<Instant> look() {
    Optional<Instant> now =
        SystemFile.read(file, LONGEST)
            .map(LINE::matcher)
            .filter(Matcher::find)
            .map(line -> Instant.ofEpochSecond(Long.parseLong(line.group(1))));
    boolean same =
        now.isPresent()
            && told.isPresent()
            && Duration.between(told.get(), now.get()).abs().compareTo(SAME) < 0;
    if (now.isPresent() && !same) {
      told = now;
    }
    return told;
  }
}
