package org.countersign.centre.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code provisioning/centre/run}. */
@Command(
    name = "centre",
    mixinStandardHelpOptions = true,
    description = "The centre of a fleet of card-issuing counters.",
    subcommands = {RunCommand.class, CheckCommand.class, AccountCommand.class, AclCommand.class})
public final class CentreCommand {

  private CentreCommand() {}

  /** Runs a command; the exit code is 0, 1 for what went wrong and 2 for a wrong command line. */
  public static void main(String[] args) {
    System.exit(line().execute(args));
  }

  /** The commands, with sentences in place of stack traces. */
  static CommandLine line() {
    return new CommandLine(new CentreCommand())
        .setExecutionExceptionHandler((failure, line, parsed) -> told(failure, line));
  }

  private static int told(Exception failure, CommandLine line) throws Exception {
    if (failure instanceof Refused refused) {
      line.getErr().println(refused.getMessage());
      return 1;
    }
    throw failure;
  }
}
