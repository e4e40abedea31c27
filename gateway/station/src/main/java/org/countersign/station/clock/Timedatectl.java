package org.countersign.station.clock;

import java.time.Duration;
import java.util.List;
import org.countersign.station.box.SystemQuestion;

/**
 * Asks systemd-timedated whether the kernel takes its clock for synchronised, whichever service
 * does it. The kernel forgets that when the clock is set by hand (adjtimex(2): the greatest error
 * becomes 16 s), so a yes after a jump is a word about the time since. The gateway cannot ask the
 * kernel itself: its unit bars every call that belongs to clocks, reading ones too.
 */
public final class Timedatectl implements Synchronisation {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final SystemQuestion question;

  /** Of this machine. */
  public Timedatectl() {
    this(List.of("timedatectl", "show", "--property=NTPSynchronized", "--value"), LIMIT);
  }

  Timedatectl(List<String> command, Duration limit) {
    this.question = new SystemQuestion(command, limit);
  }

  @Override
  public boolean holds() {
    return question
        .ask()
        .filter(answer -> answer.exitCode() == 0 && answer.word().equals("yes"))
        .isPresent();
  }
}
