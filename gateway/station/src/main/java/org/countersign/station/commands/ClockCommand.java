package org.countersign.station.commands;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.countersign.station.client.ClockReading;
import org.countersign.station.client.StationClient;
import org.countersign.station.stock.Person;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the station's clock, and lets two persons vouch for it. */
@Command(
    name = "clock",
    description = "Shows the station's clock and whether it is believed.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]")
final class ClockCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private StationOptions station = new StationOptions();

  ClockCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (StationClient client = station.client()) {
      return show(client.clock());
    }
  }

  private int show(ClockReading clock) {
    boolean believed = clock.problem().isEmpty();
    terminal.line(
        "the clock says "
            + clock.now().truncatedTo(ChronoUnit.SECONDS)
            + ": "
            + terminal.styled(believed ? Style.GOOD : Style.BAD, clock.verdict()));
    clock.problem().ifPresent(terminal::line);
    return believed ? ExitCode.OK : ExitCode.FAILED;
  }

  @Command(
      name = "confirm",
      description = {
        "Two persons, one of them a supervisor, say that the station's clock is right, after they"
            + " have looked at another one.",
        "Issuing goes on; records that were written by a clock that was ahead hold nothing up any"
            + " more."
      },
      mixinStandardHelpOptions = true)
  int confirm(
      @Mixin StationOptions at,
      @Mixin PersonOptions persons,
      @Option(
              names = "--time",
              required = true,
              paramLabel = "TIME",
              description =
                  "What the other clock says: 2026-11-24T09:55, in this machine's zone, or with an"
                      + " offset, 2026-11-24T09:55+08:00.")
          String time)
      throws Exception {
    Instant said = read(time);
    try (StationClient client = at.client()) {
      Person by = persons.by(terminal);
      Person second = persons.second(terminal);
      return show(client.confirmClock(said, by, second));
    }
  }

  private static Instant read(String time) throws CommandFailure {
    try {
      return OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException withoutOffset) {
      try {
        return LocalDateTime.parse(time).atZone(ZoneId.systemDefault()).toInstant();
      } catch (DateTimeException e) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--time must be a date and a time, for example 2026-11-24T09:55+08:00",
            e);
      }
    }
  }
}
