package org.countersign.demo;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.countersign.centre.account.Account;
import org.countersign.centre.account.AccountTable;
import org.countersign.centre.account.PasswordHash;
import org.countersign.centre.account.Role;
import org.countersign.centre.api.CentrePage;
import org.countersign.centre.app.Centre;
import org.countersign.centre.config.CentreConfig;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.fleetsim.FleetSimulation;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.ScenarioException;
import org.countersign.fleetsim.scenario.ScenarioFile;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.station.terminal.Terminal;

/**
 * A centre with a simulated fleet on this machine, until it is ended: broker, database and page are
 * the real ones, in a folder that goes with the process.
 */
final class FleetDemo {

  /** An hour takes three minutes. */
  private static final double PACE = 20;

  private static final String SCENARIO = "morning";
  private static final String PASSWORD = "look-around";
  private static final int STATIONS_A_DISTRICT = 100;

  private final Terminal terminal;
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  FleetDemo(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Runs until SIGTERM or Ctrl-C, or for some time.
   *
   * @param lasts empty for until it is ended
   */
  void run(int stations, Optional<Duration> lasts) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("countersign-fleet");
    Thread hook = new Thread(this::end, "demo-ending");
    Runtime.getRuntime().addShutdownHook(hook);
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
      run(stations, lasts, folder, broker.uri());
    } finally {
      remove(folder);
      ended.countDown();
    }
  }

  private void run(int stations, Optional<Duration> lasts, Path folder, URI broker)
      throws IOException, InterruptedException {
    InstantSource clock = InstantSource.system();
    CentrePage.Events events = new CentrePage.Events(clock);
    CentreConfig config = CentreConfig.onThisMachine(folder, BrokerConfig.plain(broker));
    try (Centre centre = Centre.start(config, clock, List.of(events.alerts()), events::changed)) {
      new AccountTable(centre.parts().database())
          .save(
              new Account(
                  "demo", Role.ADMIN, PasswordHash.of(PASSWORD.toCharArray()), Optional.empty()));
      PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      try (CentrePage page = CentrePage.start(centre.parts(), events, meters);
          FleetSimulation fleet =
              FleetSimulation.start(settings(stations, broker), Truth.UNKNOWN)) {
        terminal
            .out()
            .printf(
                "%,d simulated stations report to a centre here; a day of theirs takes 24"
                    + " minutes.%nIts page: http://localhost:%d/   user demo, password %s%nCtrl-C"
                    + " ends it.%n",
                fleet.figures().stations(), page.port(), PASSWORD);
        if (lasts.isPresent()) {
          boolean ignored = asked.await(lasts.get().toMillis(), TimeUnit.MILLISECONDS);
        } else {
          asked.await();
        }
        terminal
            .out()
            .printf(
                "%,d cards were issued; the centre holds records of %,d.%n",
                fleet.issued(), centre.parts().findings().stored());
      }
    }
  }

  private static FleetSettings settings(int stations, URI broker) {
    return FleetSettings.of(
            broker, stations, Math.max(1, stations / STATIONS_A_DISTRICT), scenario())
        .withPace(PACE, false)
        .withPrimaryHost(Optional.of("centre"));
  }

  private static Scenario scenario() {
    try {
      return ScenarioFile.read(SCENARIO);
    } catch (ScenarioException e) {
      throw new IllegalStateException("a scenario that is shipped cannot be read", e);
    }
  }

  private void end() {
    asked.countDown();
    try {
      boolean ignored = ended.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
