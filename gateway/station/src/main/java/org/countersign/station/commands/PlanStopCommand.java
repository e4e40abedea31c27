package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.station.box.StopNotice;
import org.countersign.station.terminal.Terminal;
import org.countersign.toml.Units;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Leaves word why the station is about to be stopped, and for how long. */
@Command(
    name = "plan-stop",
    description = {
      "Says why the station is about to be stopped, so that the centre misses nobody.",
      "The stop itself comes after it, within 15 minutes: systemctl stop countersign, or the box's"
          + " shutdown."
    },
    mixinStandardHelpOptions = true)
final class PlanStopCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, in up to 200 characters; no personal data: it is shown at the centre.")
  private String reason = "";

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "When it will be back: 20m or 2h, up to 720h.")
  private @Nullable String lasts;

  PlanStopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    if (!StopNotice.isReason(reason)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--reason must be 1 to 200 characters without control characters");
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> until = back(now);
    Path ledger = config.configured("ledger.file", "ledger/station.db").toAbsolutePath();
    try {
      new StopNotice(reason, now, until).leave(ledger.resolveSibling(""));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "the notice cannot be left beside " + ledger + ": " + e, e);
    }
    terminal.line("the next stop within 15 minutes is told as planned: " + reason);
    until.ifPresent(back -> terminal.line("expected back at " + back));
    return ExitCode.OK;
  }

  private Optional<Instant> back(Instant now) throws CommandFailure {
    if (lasts == null) {
      return Optional.empty();
    }
    Optional<Duration> time =
        Units.duration(lasts)
            .filter(given -> given.isPositive() && given.compareTo(StopNotice.LONGEST_AWAY) <= 0);
    if (time.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--for must be a time such as 20m or 2h, up to 720h");
    }
    return time.map(now::plus);
  }
}
