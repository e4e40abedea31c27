package org.countersign.station.box;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks systemd whether the whole box is going down, or the service alone (systemctl(1)). */
public final class SystemState {

  private static final Logger LOG = LoggerFactory.getLogger(SystemState.class);
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int LONGEST = 32;

  private final List<String> command;
  private final Duration limit;

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
    this.command = List.copyOf(command);
    this.limit = limit;
  }

  /** Whether the box is being shut down; false if nobody says so in time. */
  public boolean isStopping() {
    try {
      Process asked =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return answered(asked);
    } catch (IOException e) {
      LOG.debug("nobody says whether the box is shut down: {}", e.getMessage());
      return false;
    }
  }

  private boolean answered(Process asked) throws IOException {
    try (InputStream answer = asked.getInputStream()) {
      // Its exit code is another one for each state; the word alone counts.
      return asked.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
          && new String(answer.readNBytes(LONGEST), StandardCharsets.US_ASCII)
              .strip()
              .equals("stopping");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      asked.destroyForcibly();
    }
  }
}
