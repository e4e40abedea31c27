package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.suite.SignatureSuite;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code countersign demo}: the whole house in one process. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Issues cards to people who do not exist and reads each one back.",
      "Starts a broker, a station with encoders and a specimen authority; needs no hardware and"
          + " leaves nothing behind but --out.",
      "With --fleet N: the centre of N simulated stations, with its page."
    })
final class DemoCommand implements Callable<Integer> {

  private static final int MOST_ENCODERS = 16;

  private final Terminal terminal;

  @Option(
      names = "--cards",
      paramLabel = "N",
      defaultValue = "14",
      description = "Cards to issue (${DEFAULT-VALUE}).")
  private int cards;

  @Option(
      names = "--encoders",
      paramLabel = "M",
      defaultValue = "2",
      description = "Encoders to issue them on (${DEFAULT-VALUE}).")
  private int encoders;

  @Option(
      names = "--product",
      paramLabel = "NAME",
      defaultValue = "residence-permit",
      description = "residence-permit (default) or residence-registration-card.")
  private String product = "";

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "ICAO-P256",
      description = "ICAO-P256 (default), ICAO-P384, ICAO-RSAPSS or GM-SM2.")
  private String suite = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where report, certificates and the files read from the chips go.")
  private @Nullable Path out;

  @Option(names = "--pcsc", description = "Through a private pcscd with virtual readers (root).")
  private boolean pcsc;

  @Option(
      names = "--fleet",
      paramLabel = "N",
      description = "Instead of cards: a centre with N simulated stations, and its page.")
  private @Nullable Integer fleet;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "With --fleet: end after so many seconds.")
  private @Nullable Integer seconds;

  DemoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (fleet != null) {
      return fleet(fleet);
    }
    DemoRun.Options options;
    try {
      options =
          new DemoRun.Options(
              within("--cards", cards, 1_000_000),
              within("--encoders", encoders, MOST_ENCODERS),
              Product.of(product),
              SignatureSuite.of(suite),
              out,
              pcsc);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "demo: " + e.getMessage(), e);
    }
    prepare(out);
    return new DemoRun(options, terminal).run() ? ExitCode.OK : ExitCode.FAILED;
  }

  private int fleet(int stations) throws Exception {
    try {
      int all = within("--fleet", stations, FleetSettings.MOST_STATIONS);
      new FleetDemo(terminal).run(all, Optional.ofNullable(seconds).map(Duration::ofSeconds));
      return ExitCode.OK;
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "demo: " + e.getMessage(), e);
    }
  }

  /** Before any card is made it is known that its files can be kept. */
  private static void prepare(@Nullable Path out) throws CommandFailure {
    if (out == null) {
      return;
    }
    try {
      DemoReport.clear(Files.createDirectories(out));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "demo: cannot write to --out " + out + " (" + e.getClass().getSimpleName() + ")",
          e);
    }
    if (!Files.isWritable(out)) {
      throw new CommandFailure(ExitCode.USAGE, "demo: may not write to --out " + out);
    }
  }

  private static int within(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s must be 1 to %,d, not %d".formatted(option, most, value));
    }
    return value;
  }
}
