package org.countersign.centre.command;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.countersign.centre.api.CentrePage;
import org.countersign.centre.app.Centre;
import org.countersign.centre.config.CentreConfig;
import org.countersign.centre.receiver.Receivers;
import org.countersign.centre.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a centre until it is told to end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Run a centre; without a configuration, one for a pilot on this machine.")
final class RunCommand implements Callable<Integer> {

  @Mixin private FolderOption folder = new FolderOption();

  @Override
  public Integer call() throws Refused, InterruptedException {
    if (folder.prepare()) {
      System.out.printf(
          "There was no configuration: one for a pilot is now in %s%n", folder.folder);
    }
    CentreConfig config = folder.read();
    InstantSource clock = InstantSource.system();
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(asked, ended), "ending"));
    try {
      run(config, clock, asked);
      return 0;
    } catch (IOException | StoreException e) {
      throw new Refused("The centre does not start. " + e.getMessage());
    } finally {
      ended.countDown();
    }
  }

  private static void run(CentreConfig config, InstantSource clock, CountDownLatch asked)
      throws IOException, Refused, InterruptedException {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    CentrePage.Events events = new CentrePage.Events(clock);
    try (Receivers receivers = new Receivers(config.receivers(), clock);
        Centre centre =
            Centre.start(config, clock, List.of(events.alerts(), receivers), events::changed)) {
      receivers.restore(centre.parts().alertTable().open());
      FirstAccount.make(centre.parts().database(), config);
      try (CentrePage page = CentrePage.start(centre.parts(), events, meters)) {
        System.out.printf(
            "The centre's page: %s://%s:%d/%n",
            config.page().tls().isPresent() ? "https" : "http",
            config.page().tls().isPresent() ? config.page().listen().getHostString() : "localhost",
            page.port());
        asked.await();
      }
    }
  }

  /** SIGTERM and Ctrl-C: the process stays until everything is stored. */
  private static void end(CountDownLatch asked, CountDownLatch ended) {
    asked.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
