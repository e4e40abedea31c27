package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.countersign.host.bundle.Bundle;
import org.countersign.host.bundle.Bundle.Origin;
import org.countersign.host.bundle.BundleRefused;
import org.countersign.host.bundle.DriverCode;
import org.countersign.host.bundle.Isolation;
import org.countersign.host.bundle.Manifest;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ConfigOption;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;
import org.countersign.toml.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign driver install}: puts a bundle where the station finds it. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = {
      "Installs a bundle for a station, after judging the copy as the station will at its start.",
      "A running station goes on with what it has until it is restarted."
    })
final class InstallCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(paramLabel = "BUNDLE", description = "Folder or zip.")
  private Path source = Path.of("");

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--allow-downgrade",
      description = "Puts an older version in the place of a newer one.")
  private boolean allowDowngrade;

  InstallCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    StationDrivers station = StationDrivers.read(config.folder());
    Path parent = station.settings().folder().toAbsolutePath();
    try {
      Files.createDirectories(parent);
      // Beside the folder of drivers, so that a station that starts now does not see it.
      try (BundleFolder copy = BundleFolder.copy(source, parent.resolve("..").normalize())) {
        install(station, copy);
      }
      return ExitCode.OK;
    } catch (BundleRefused e) {
      throw Failures.refused(source.toString(), e);
    } catch (IOException e) {
      throw Failures.unusable("installing " + source, e);
    }
  }

  private void install(StationDrivers station, BundleFolder copy)
      throws BundleRefused, IOException, CommandFailure {
    Bundle bundle = station.judge(copy.folder());
    Manifest manifest = bundle.manifest();
    requireCode(bundle);
    requireNotShipped(manifest.id());
    Path place = station.place(manifest.id());
    Optional<String> before = installedVersion(place);
    requireNoDowngrade(manifest, before);
    put(copy, place);
    terminal.line(
        "%s %s is installed in %s%s"
            .formatted(
                manifest.id(),
                manifest.version(),
                place,
                before.map(version -> ", in place of " + version).orElse("")));
    tell(bundle.origin());
    terminal.line("Restart the station to use it: systemctl restart countersign");
  }

  private static void requireCode(Bundle bundle) throws BundleRefused, IOException {
    if (bundle.manifest().isolation() == Isolation.LOADER) {
      DriverCode.load(bundle, InstallCommand.class.getClassLoader());
    }
  }

  private static void requireNotShipped(String id) throws CommandFailure {
    boolean shipped =
        Optional.ofNullable(System.getProperty("countersign.home"))
            .filter(home -> Files.isDirectory(Path.of(home, "drivers", id)))
            .isPresent();
    if (shipped) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "driver " + id + " came with the gateway, which would leave this one out; rename yours");
    }
  }

  private static Optional<String> installedVersion(Path place) {
    return Manifest.read(place, new Problems()).map(Manifest::version);
  }

  private void requireNoDowngrade(Manifest manifest, Optional<String> before)
      throws CommandFailure {
    boolean older =
        before
            .map(version -> SemanticVersion.of(version))
            .filter(version -> SemanticVersion.of(manifest.version()).compareTo(version) < 0)
            .isPresent();
    if (older && !allowDowngrade) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "%s %s is older than %s, which is installed; --allow-downgrade installs it all the same"
              .formatted(manifest.id(), manifest.version(), before.orElse("")));
    }
  }

  /** Two renames: between them, for a moment, there is neither. */
  private static void put(BundleFolder copy, Path place) throws IOException {
    Path old = copy.beside("old");
    boolean replaces = Files.exists(place);
    if (replaces) {
      Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(copy.folder(), place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaces) {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
  }

  private void tell(Origin origin) {
    switch (origin) {
      case Origin.Signed signed -> terminal.line("Signed by " + signed.signer());
      case Origin.Unsigned unsigned ->
          terminal.line(
              terminal.styled(Style.BAD, "WARNING")
                  + ": taken in developer mode although "
                  + unsigned.why());
      case Origin.Shipped shipped -> throw new IllegalStateException("judged as installed");
    }
  }
}
