package org.countersign.station.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StockClient;
import org.countersign.station.stock.Shift;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens and closes shifts. */
@Command(
    name = "shift",
    description = "Lists shifts; with a command, opens or closes one, or fetches its report.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]")
final class ShiftCommand implements Callable<Integer> {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  ShiftCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (StationClient client = station.client()) {
      Table table =
          Table.of(
              Column.right("SHIFT"),
              Column.left("OPENED"),
              Column.left("BY"),
              Column.left("CLOSED"),
              Column.left("BY"),
              Column.left("REPORT"));
      for (Shift shift : client.stockDesk().shifts().shifts()) {
        Optional<Shift.Closing> closing = shift.closing();
        table.row(
            Long.toString(shift.number()),
            time(shift.openedAtMillis()),
            shift.openedBy(),
            closing.map(c -> time(c.atMillis())).orElse("open"),
            closing.map(Shift.Closing::by).orElse(""),
            closing
                .map(c -> c.digest().substring(0, Math.min(16, c.digest().length())))
                .orElse(""));
      }
      table.print(terminal);
      return ExitCode.OK;
    }
  }

  private static String time(long millis) {
    return TIME.format(
        LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault()));
  }

  @Command(name = "open", description = "Opens the next shift.", mixinStandardHelpOptions = true)
  int open(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Option(
              names = "--counted",
              paramLabel = "BATCH=BLANKS",
              description = "Blanks counted by hand; a difference stands in the report.")
          Map<String, Long> counted)
      throws Exception {
    try (StationClient client = at.client()) {
      StockClient desk = client.stockDesk();
      Shift shift = desk.change(desk.shifts().next(), true, persons.by(terminal), orNone(counted));
      terminal.line("shift " + shift.number() + " is open");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "close",
      description = {
        "Closes the open shift and keeps its report, or tells what is in the way.",
        "In the way are cards that are in doubt or being written, and spoiled cards that no two"
            + " persons have seen."
      },
      mixinStandardHelpOptions = true)
  int close(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Option(names = "--counted", paramLabel = "BATCH=BLANKS") Map<String, Long> counted,
      @Option(names = "--out", paramLabel = "FILE", description = "Writes the report.")
          Optional<Path> out)
      throws Exception {
    try (StationClient client = at.client()) {
      StockClient desk = client.stockDesk();
      long number = client.stock().account().shift();
      if (number == 0) {
        throw new CommandFailure(ExitCode.FAILED, "no shift is open");
      }
      Shift shift = desk.change(number, false, persons.by(terminal), orNone(counted));
      terminal.line(
          "shift "
              + shift.number()
              + " is closed; report "
              + shift.closing().map(Shift.Closing::digest).orElse(""));
      if (out.isPresent()) {
        write(out.get(), desk.report(number));
      }
      return ExitCode.OK;
    }
  }

  @Command(
      name = "report",
      description = "Fetches the report of a closed shift as HTML that prints on A4.",
      mixinStandardHelpOptions = true)
  int report(
      @Mixin StationOptions at,
      @Parameters(paramLabel = "SHIFT") long number,
      @Option(
              names = "--out",
              paramLabel = "FILE",
              description = "Where it is written; otherwise to the output.")
          Optional<Path> out)
      throws Exception {
    try (StationClient client = at.client()) {
      String html = client.stockDesk().report(number);
      if (out.isPresent()) {
        write(out.get(), html);
      } else {
        terminal.line(html);
      }
      return ExitCode.OK;
    }
  }

  private void write(Path file, String html) throws CommandFailure {
    try {
      Files.writeString(file, html);
      terminal.line("report written to " + file + "; open it in a browser and print it");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.USAGE, "cannot write " + file + ": " + e, e);
    }
  }

  @SuppressWarnings("NullAway") // picocli gives null for an option that is not there.
  private static Map<String, Long> orNone(Map<String, Long> counted) {
    return counted == null ? Map.of() : counted;
  }
}
