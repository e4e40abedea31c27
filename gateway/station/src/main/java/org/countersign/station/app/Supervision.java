package org.countersign.station.app;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.countersign.http.HttpServer;
import org.countersign.station.http.Health;
import org.countersign.station.lanes.Lanes;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.supervision.Movement;
import org.countersign.station.supervision.NotifySocket;
import org.countersign.station.supervision.Supervisor;
import org.countersign.station.supervision.Watchdog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps systemd informed of a running station. Without systemd it does nothing. */
final class Supervision implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

  /** A commit takes milliseconds; a disk that takes this long does not come back by itself. */
  private static final Duration LEDGER_LIMIT = Duration.ofSeconds(30);

  private static final Duration HTTP_LIMIT = Duration.ofSeconds(10);
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);

  /** More than {@link Lanes#close} takes with a card in hand. */
  private static final Duration FINISHING = Duration.ofSeconds(15);

  private final Supervisor supervisor;
  private final Lanes lanes;
  private final Health health;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("supervision").daemon().factory());
  private String told = "";

  private Supervision(Supervisor supervisor, Lanes lanes, Health health) {
    this.supervisor = supervisor;
    this.lanes = lanes;
    this.health = health;
  }

  /**
   * Says that the station is ready and feeds the watchdog from the clock thread from now on.
   *
   * @param environment of the process
   */
  static void start(
      Map<String, String> environment,
      Lanes lanes,
      Ledger ledger,
      HttpServer http,
      Health health,
      Closers closers) {
    Optional<NotifySocket> socket = NotifySocket.of(environment);
    if (socket.isEmpty()) {
      return;
    }
    Supervisor systemd = closers.add("systemd's socket", socket.get());
    Supervision supervision = closers.add("supervision", new Supervision(systemd, lanes, health));
    Watchdog.period(environment, ProcessHandle.current().pid())
        .ifPresent(period -> {
          lanes.onTick(new Watchdog(systemd, period, parts(lanes, ledger, http), System::nanoTime));
          LOG.info("systemd's watchdog is fed; its period is {} s", period.toSeconds());
        });
    systemd.tell("READY=1");
    supervision.watch();
  }

  /** What must move so that the watchdog is fed. */
  static List<Movement> parts(Lanes lanes, Ledger ledger, HttpServer http) {
    // A chain that is broken at the start is broken at the next one too, so nothing is gained by
    // it; a commit that fails later may have been the disk's last trouble.
    boolean soundAtStart = ledger.failure().isEmpty();
    return List.of(
        within("the ledger's thread", LEDGER_LIMIT, ledger::sinceRound),
        () -> soundAtStart ? ledger.failure() : Optional.empty(),
        lanes::standstill,
        within("an event loop of the API", HTTP_LIMIT, http::sinceTurn));
  }

  private static Movement within(String what, Duration limit, Supplier<Duration> since) {
    return () -> {
      Duration passed = since.get();
      return passed.compareTo(limit) < 0
          ? Optional.empty()
          : Optional.of(what + " has not come round for " + passed.toSeconds() + " s");
    };
  }

  private void watch() {
    var watch =
        thread.scheduleWithFixedDelay(
            this::tellStatus, 0, STATUS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("systemd is told how the station is: {}", watch);
  }

  private void tellStatus() {
    Health.Report now = health.now();
    String status =
        now.ready() ? "ready to issue" : "issues no card: " + String.join("; ", now.problems());
    if (!status.equals(told)) {
      told = status;
      supervisor.tell("STATUS=" + status.replace('\n', ' '));
    }
  }

  /** Says that the station stops, and asks for time if a card is in hand. */
  @Override
  public void close() {
    thread.shutdownNow();
    boolean inHand = lanes.all().stream().anyMatch(device -> device.job().isPresent());
    supervisor.tell("STOPPING=1", "STATUS=" + (inHand ? "finishes a card and stops" : "stops"));
    if (inHand) {
      supervisor.tell("EXTEND_TIMEOUT_USEC=" + FINISHING.toNanos() / 1_000);
    }
  }
}
