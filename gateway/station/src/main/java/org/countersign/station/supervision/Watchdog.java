package org.countersign.station.supervision;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds systemd's watchdog four times a period, as long as every part moves. Whoever runs it on a
 * thread says by that that this thread comes round. The clock thread only.
 */
public final class Watchdog implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final String FED = "WATCHDOG=1";

  private final Supervisor supervisor;
  private final long pause;
  private final List<Movement> parts;
  private final LongSupplier nanoTime;
  private long next;
  private boolean still;

  /**
   * Not fed yet.
   *
   * @param period without food in which systemd ends the service
   */
  public Watchdog(
      Supervisor supervisor, Duration period, List<Movement> parts, LongSupplier nanoTime) {
    this.supervisor = supervisor;
    this.pause = period.toNanos() / 4;
    this.parts = List.copyOf(parts);
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  /**
   * The period that systemd set for this process (sd_watchdog_enabled(3)); empty if it set none.
   *
   * @param process id of this process
   */
  public static Optional<Duration> period(Map<String, String> environment, long process) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String meant = environment.getOrDefault("WATCHDOG_PID", String.valueOf(process));
    return micros.matches("[1-9][0-9]{0,17}") && meant.equals(String.valueOf(process))
        ? Optional.of(Duration.of(Long.parseLong(micros), ChronoUnit.MICROS))
        : Optional.empty();
  }

  @Override
  public void run() {
    if (nanoTime.getAsLong() - next < 0) {
      return;
    }
    next = nanoTime.getAsLong() + pause;
    Optional<String> standing =
        parts.stream().flatMap(part -> part.standstill().stream()).findFirst();
    if (standing.isEmpty()) {
      supervisor.tell(FED);
    }
    report(standing);
  }

  private void report(Optional<String> standing) {
    if (standing.isPresent() && !still) {
      LOG.error(
          "the watchdog is not fed, so systemd will start the service anew: {}", standing.get());
      supervisor.tell("STATUS=stands still: " + standing.get());
    } else if (standing.isEmpty() && still) {
      LOG.warn("all parts move again; the watchdog is fed");
    }
    still = standing.isPresent();
  }
}
