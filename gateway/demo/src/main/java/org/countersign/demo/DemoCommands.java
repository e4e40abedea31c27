package org.countersign.demo;

import java.util.List;
import org.countersign.fleetsim.command.FleetSimCommand;
import org.countersign.station.commands.CommandContribution;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine;

/**
 * What this jar adds to the command line: {@code demo} with {@code demo drivers}, {@code init},
 * {@code toy} and {@code fleet-sim}.
 */
public final class DemoCommands implements CommandContribution {

  @Override
  public List<String> names() {
    return List.of("demo", "init", "toy", "fleet-sim");
  }

  @Override
  public Object command(String name, Terminal terminal) {
    return switch (name) {
      case "demo" ->
          new CommandLine(new DemoCommand(terminal))
              .addSubcommand("drivers", new DriversCommand(terminal));
      case "init" -> new InitCommand(terminal);
      case "toy" -> new ToyCommand(terminal);
      case "fleet-sim" -> new FleetSimCommand(terminal.out(), terminal.err());
      default -> throw new IllegalArgumentException(name);
    };
  }
}
