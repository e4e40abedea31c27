package org.countersign.station.commands;

import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.countersign.station.client.AcceptanceFound;
import org.countersign.station.client.StationClient;
import org.countersign.station.stock.Person;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how two persons found the station, and lets two say it. */
@Command(
    name = "acceptance",
    description = "Shows how two persons found the station last.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]")
final class AcceptanceCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  AcceptanceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (StationClient client = station.client()) {
      return show(client.acceptance());
    }
  }

  @Command(
      name = "record",
      description = {
        "Two persons, one of them a supervisor, find the station good: a self-test finds nothing"
            + " that stops cards, and every device writes its test card and reads it back.",
        "What came of it goes to the centre; the full report stays beside the ledger."
      },
      mixinStandardHelpOptions = true)
  int record(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Option(
              names = "--refuse",
              paramLabel = "REASON",
              defaultValue = "",
              description =
                  "Record that the two do not accept it, and why; 200 characters at most.")
          String refuse)
      throws Exception {
    try (StationClient client = at.client()) {
      Person by = persons.by(terminal);
      Person second = persons.second(terminal);
      return show(client.accept(by, second, refuse));
    }
  }

  private int show(AcceptanceFound found) {
    terminal.line(
        terminal.styled(
                found.accepted() ? Style.GOOD : Style.BAD,
                found.accepted() ? "accepted" : "not accepted")
            + " at "
            + found.at().truncatedTo(ChronoUnit.SECONDS)
            + " by "
            + found.by()
            + " and "
            + found.second()
            + (found.accepted() ? ", test card " + found.chip() : ": " + found.reason()));
    terminal.line("report (SHA-256): " + found.report());
    return found.accepted() ? ExitCode.OK : ExitCode.FAILED;
  }
}
