package org.countersign.vendor;

import java.util.List;
import org.countersign.station.commands.CommandContribution;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine;

/** What this jar adds to the command line: {@code driver}. */
public final class DriverCommands implements CommandContribution {

  @Override
  public List<String> names() {
    return List.of("driver");
  }

  @Override
  public Object command(String name, Terminal terminal) {
    return new CommandLine(new DriverCommand())
        .addSubcommand(new NewCommand(terminal))
        .addSubcommand(new TestCommand(terminal))
        .addSubcommand(new SignCommand(terminal))
        .addSubcommand(new PackCommand(terminal))
        .addSubcommand(new InstallCommand(terminal))
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new RemoveCommand(terminal));
  }
}
