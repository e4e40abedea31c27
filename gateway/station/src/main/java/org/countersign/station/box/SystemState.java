package org.countersign.station.box;

import java.time.Duration;
import java.util.List;

/** Asks systemd whether the whole box is going down, or the service alone (systemctl(1)). */
public final class SystemState {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final SystemQuestion question;

  /** Of this machine. */
  public SystemState() {
    this(List.of("systemctl", "is-system-running"), LIMIT);
  }

  /**
   * Asks by another command.
   *
   * @param limit after which nothing is known
   */
  public SystemState(List<String> command, Duration limit) {
    this.question = new SystemQuestion(command, limit);
  }

  /** Whether the box is being shut down; false if nobody says so in time. */
  public boolean isStopping() {
    // The exit code is another one for each state; the word alone counts.
    return question.ask().filter(answer -> answer.word().equals("stopping")).isPresent();
  }
}
