package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.suite.SignatureSuite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign init DIR}: a pilot station's configuration to start from. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the configuration of a pilot station: a specimen authority, keys, signed profiles and"
          + " virtual encoders.",
      "Nothing that it makes may sign a real card."
    })
final class InitCommand implements Callable<Integer> {

  private static final int BLANKS = 100;

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "A new or empty folder.")
  private Path folder = Path.of("");

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "ICAO-P256",
      description = "Signature suite: ICAO-P256, ICAO-P384, ICAO-RSAPSS or GM-SM2.")
  private String suite = "";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8440",
      description = "Port of the API on loopback (${DEFAULT-VALUE}).")
  private int port;

  InitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  private static String examples() {
    try {
      return Examples.file(Product.RESIDENCE_PERMIT).toString();
    } catch (IOException notInstalled) {
      return "FILE.jsonl";
    }
  }

  @Override
  public Integer call() throws CommandFailure {
    try {
      StationFolder station =
          StationFolder.create(
              folder, SignatureSuite.of(suite), port, Optional.empty(), Clock.systemUTC());
      station.addVirtualEncoder("encoder-1", Product.RESIDENCE_PERMIT, BLANKS, "encoder-1");
      station.addVirtualEncoder("encoder-2", Product.REGISTRATION_CARD, BLANKS, "encoder-2");
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "init: " + e.getMessage(), e);
    } catch (GeneralSecurityException | SignerException e) {
      throw new CommandFailure(ExitCode.INTERNAL, "init: " + e.getMessage(), e);
    }
    terminal.line("Made a pilot station in " + folder + ". Next:");
    terminal.line("  countersign check --config " + folder);
    terminal.line("  countersign run --config " + folder);
    terminal.line("and in another window:");
    terminal.line("  countersign issue " + examples() + " --config " + folder);
    return ExitCode.OK;
  }
}
