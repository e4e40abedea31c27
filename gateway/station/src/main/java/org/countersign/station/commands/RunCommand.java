package org.countersign.station.commands;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.countersign.station.app.ConfigRefused;
import org.countersign.station.app.Gateway;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the service until the process is told to end. */
@Command(
    name = "run",
    description = {
      "Runs the station.",
      "SIGTERM finishes or parks the card in hand and stops within ten seconds."
    },
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private ConfigOption config = new ConfigOption();

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Gateway gateway = start();
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  gateway.close();
                  stopped.countDown();
                }));
    stopped.await();
    return ExitCode.OK;
  }

  private Gateway start() throws CommandFailure {
    try {
      return Gateway.start(config.folder());
    } catch (ConfigRefused refused) {
      refused.problems().forEach(problem -> terminal.error(problem.toString()));
      throw new CommandFailure(
          ExitCode.USAGE,
          refused.problems().size()
              + " problem(s) in the configuration "
              + config.folder()
              + "; nothing was started");
    } catch (LedgerException | IOException failed) {
      throw new CommandFailure(
          ExitCode.FAILED, "the station does not start: " + failed.getMessage(), failed);
    }
  }
}
