package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.BundleArchive;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code countersign driver pack}: one file to send. */
@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    description = "Packs a bundle's folder into a zip; the same files make the same zip.")
final class PackCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "The bundle.")
  private Path folder = Path.of("");

  @Parameters(index = "1", paramLabel = "ZIP", description = "The file to write.")
  private Path zip = Path.of("");

  PackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    try {
      Bundle bundle = BundleFolder.unsigned(folder);
      BundleArchive.pack(folder, zip);
      terminal.line(zip + ": " + bundle.manifest().id() + " " + bundle.manifest().version());
      return ExitCode.OK;
    } catch (BundleRefused e) {
      throw Failures.refused(folder.toString(), e);
    } catch (IOException e) {
      throw Failures.unusable("packing " + folder, e);
    }
  }
}
