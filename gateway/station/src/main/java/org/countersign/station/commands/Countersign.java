package org.countersign.station.commands;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.countersign.station.app.Gateway;
import org.countersign.station.client.StationException;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Entry of the command line. */
@Command(
    name = "countersign",
    description = "Issues cards and proves them.",
    mixinStandardHelpOptions = true,
    versionProvider = Countersign.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and everything is good",
      "1:done, and something is not good: a card not verified, a file with faults",
      "2:the command line or an input file cannot be used; nothing was done",
      "3:the station or the device does not answer, or does not let us in",
      "70:a fault of the program"
    },
    footer = {"", "Colours are left out when NO_COLOR is set or nobody is looking."})
public final class Countersign {

  private static final Map<String, Function<Terminal, Object>> OWN = own();

  private Countersign() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Before the first logger: a command's own words are enough, a service's log is all there is.
    if (System.getProperty(LogConfiguration.LEVEL) == null) {
      boolean service = args.length > 0 && args[0].equals("run");
      System.setProperty(LogConfiguration.LEVEL, service ? "INFO" : "WARN");
    }
    System.exit(run(Terminal.system(), args));
  }

  /**
   * Runs a command.
   *
   * @return one of {@link ExitCode}
   */
  public static int run(Terminal terminal, String... args) {
    CommandLine line = commandLine(terminal, args.length > 0 ? args[0] : "");
    Terminal t = terminal;
    line.setOut(new java.io.PrintWriter(t.out(), true, java.nio.charset.StandardCharsets.UTF_8));
    line.setErr(new java.io.PrintWriter(t.err(), true, java.nio.charset.StandardCharsets.UTF_8));
    // picocli would look at stdout alone.
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            t.styled(org.countersign.station.terminal.Style.BOLD, "x").length() > 1
                ? Ansi.ON
                : Ansi.OFF));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failed(t, failure));
    return line.execute(args);
  }

  private static Map<String, Function<Terminal, Object>> own() {
    Map<String, Function<Terminal, Object>> own = new LinkedHashMap<>();
    own.put("run", RunCommand::new);
    own.put("check", CheckCommand::new);
    own.put("plan-stop", PlanStopCommand::new);
    own.put("issue", IssueCommand::new);
    own.put("jobs", JobsCommand::new);
    own.put("devices", DevicesCommand::new);
    own.put("stock", StockCommand::new);
    own.put("shift", ShiftCommand::new);
    own.put("operators", OperatorsCommand::new);
    own.put("clock", ClockCommand::new);
    own.put("doctor", DoctorCommand::new);
    own.put("self-test", SelfTestCommand::new);
    own.put("acceptance", AcceptanceCommand::new);
    own.put("read", ReadCommand::new);
    own.put("profile", ProfileCommand::new);
    own.put("ledger", LedgerCommand::new);
    own.put("grant", GrantCommand::new);
    own.put("keys", KeysCommand::new);
    return own;
  }

  /**
   * With one command only if it is known which: picocli examines every class that it is given, and
   * the service must be up quickly.
   */
  private static CommandLine commandLine(Terminal terminal, String wanted) {
    CommandLine line = new CommandLine(new Countersign());
    Function<Terminal, Object> one = OWN.get(wanted);
    if (one != null) {
      return versioned(line.addSubcommand(wanted, one.apply(terminal)));
    }
    OWN.forEach((name, command) -> line.addSubcommand(name, command.apply(terminal)));
    for (CommandContribution contribution : ServiceLoader.load(CommandContribution.class)) {
      for (String name : contribution.names()) {
        line.addSubcommand(name, contribution.command(name, terminal));
      }
    }
    return versioned(line);
  }

  /** So that {@code --version} tells the same behind every command. */
  private static CommandLine versioned(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(Countersign::versioned);
    return line;
  }

  private static int failed(Terminal terminal, Exception failure) {
    return switch (failure) {
      case CommandFailure expected -> {
        terminal.error(String.valueOf(expected.getMessage()));
        yield expected.exitCode();
      }
      case StationException said -> failed(terminal, CommandFailure.of(said));
      case InterruptedException stopped -> {
        Thread.currentThread().interrupt();
        terminal.error("stopped");
        yield ExitCode.FAILED;
      }
      default -> {
        // The text of an unexpected failure may quote an application.
        List<String> where = new ArrayList<>();
        for (StackTraceElement frame : failure.getStackTrace()) {
          where.add("\n  at " + frame);
        }
        terminal.error(
            "the program failed ("
                + failure.getClass().getName()
                + "); please report it:"
                + String.join("", where.subList(0, Math.min(12, where.size()))));
        yield ExitCode.INTERNAL;
      }
    };
  }

  /** Version of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"countersign " + Gateway.version()};
    }
  }
}
