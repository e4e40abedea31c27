package org.countersign.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code countersign demo drivers}: the proof that every driver issues cards. */
@Command(
    name = "drivers",
    mixinStandardHelpOptions = true,
    description = {
      "Issues residence permits through each driver and its device in software, by a whole"
          + " station, and holds the ledger against the chips.",
      "Modes: plain (in the station's process), process (in a process of its own), damaged (over a"
          + " line that damages frames)."
    })
final class DriversCommand implements Callable<Integer> {

  private static final int MOST_CARDS = 10_000;

  private final Terminal terminal;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "all",
      description =
          "all (default), pn532, serial-ccid, serial-ccid-acs (its other framing), osdp,"
              + " encoder-printer; several with commas.")
  private List<String> drivers = List.of();

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "all",
      description = "all (default), plain, process, damaged; several with commas.")
  private List<String> modes = List.of();

  @Option(
      names = "--cards",
      paramLabel = "N",
      defaultValue = "200",
      description = "Cards a driver and mode (${DEFAULT-VALUE}).")
  private int cards;

  @Option(
      names = "--damage",
      paramLabel = "N",
      defaultValue = "50",
      description = "In mode damaged, one frame in N is damaged (${DEFAULT-VALUE}).")
  private int oneIn;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the damage (${DEFAULT-VALUE}).")
  private long seed;

  DriversCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    List<DriverRun.Options> runs;
    try {
      runs = runs();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "demo drivers: " + e.getMessage(), e);
    }
    DriverTable table = new DriverTable(terminal);
    try (OrderlyStop stop = OrderlyStop.ofThisThread()) {
      for (DriverRun.Options run : runs) {
        table.add(run(run));
      }
    }
    return table.print() ? ExitCode.OK : ExitCode.FAILED;
  }

  private DriverRun.Tally run(DriverRun.Options options) throws Exception {
    terminal.line(
        "%s, %s: %d cards"
            .formatted(options.bench().word(), options.mode().word(), options.cards()));
    Path work = Files.createTempDirectory("countersign-drivers");
    try {
      return new DriverRun(options, terminal).run(work);
    } finally {
      DriverRun.delete(work);
    }
  }

  private List<DriverRun.Options> runs() throws CommandFailure {
    if (cards < 1 || cards > MOST_CARDS || oneIn < 2) {
      throw new IllegalArgumentException(
          "--cards must be 1 to %,d and --damage at least 2".formatted(MOST_CARDS));
    }
    Path folder = installed();
    List<DriverMode> inModes =
        modes.contains("all")
            ? Arrays.asList(DriverMode.values())
            : modes.stream().map(DriverMode::of).toList();
    List<DriverBench> benches =
        drivers.contains("all")
            ? Arrays.asList(DriverBench.values())
            : drivers.stream().map(DriverBench::of).toList();
    List<DriverRun.Options> runs = new ArrayList<>();
    for (DriverBench bench : benches) {
      for (DriverMode mode : inModes) {
        runs.add(new DriverRun.Options(bench, mode, cards, oneIn, seed, folder));
      }
    }
    return runs;
  }

  /** A driver can run in a process of its own only from a folder of its own. */
  private static Path installed() throws CommandFailure {
    Path folder = Path.of(System.getProperty("countersign.drivers", "drivers"));
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "demo drivers: no drivers in "
              + folder.toAbsolutePath()
              + "; start it as countersign does, or set -Dcountersign.drivers=DIR");
    }
    return folder;
  }
}
