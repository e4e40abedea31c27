package org.countersign.station.clock;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks systemd-timedated whether the kernel takes its clock for synchronised, whichever service
 * does it. The kernel forgets that when the clock is set by hand (adjtimex(2): the greatest error
 * becomes 16 s), so a yes after a jump is a word about the time since. The gateway cannot ask the
 * kernel itself: its unit bars every call that belongs to clocks, reading ones too.
 */
public final class Timedatectl implements Synchronisation {

  private static final Logger LOG = LoggerFactory.getLogger(Timedatectl.class);
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final int LONGEST = 16;

  private final List<String> command;
  private final Duration limit;

  /** Of this machine. */
  public Timedatectl() {
    this(List.of("timedatectl", "show", "--property=NTPSynchronized", "--value"), LIMIT);
  }

  Timedatectl(List<String> command, Duration limit) {
    this.command = List.copyOf(command);
    this.limit = limit;
  }

  @Override
  public boolean holds() {
    try {
      Process asked =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return answered(asked);
    } catch (IOException e) {
      LOG.debug("nobody says whether the clock is synchronised: {}", e.getMessage());
      return false;
    }
  }

  private boolean answered(Process asked) throws IOException {
    try (InputStream answer = asked.getInputStream()) {
      if (!asked.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("{} did not answer within {} ms", command.getFirst(), limit.toMillis());
        return false;
      }
      String said = new String(answer.readNBytes(LONGEST), StandardCharsets.US_ASCII);
      return asked.exitValue() == 0 && said.strip().equals("yes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      asked.destroyForcibly();
    }
  }
}
