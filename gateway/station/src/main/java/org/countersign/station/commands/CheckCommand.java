package org.countersign.station.commands;

import java.util.concurrent.Callable;
import org.countersign.station.app.Gateway;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells every problem of a configuration at once. */
@Command(
    name = "check",
    description = {
      "Tells every problem of a configuration at once.",
      "Runs the code that starts the station, certificates, keys and profiles included; touches no"
          + " device, ledger or network."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private ConfigOption config = new ConfigOption();

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Gateway.Check check = Gateway.check(config.folder());
    check.notes().forEach(note -> terminal.line("note: " + note));
    check.problems().forEach(problem -> terminal.line(problem.toString()));
    if (check.problems().isEmpty()) {
      terminal.line(terminal.styled(Style.GOOD, "good") + ": the station would start");
      return ExitCode.OK;
    }
    terminal.line(
        terminal.styled(Style.BAD, check.problems().size() + " problem(s)")
            + ": the station would not start");
    return ExitCode.FAILED;
  }
}
