package org.countersign.vendor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.countersign.station.commands.CommandFailure;
import org.countersign.station.commands.ExitCode;
import org.countersign.station.terminal.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign driver new}: a project to begin a driver with. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a Maven project with a driver for the kit's toy encoder, its manifest and its kit.",
      "It builds and is proven as it is; then it is changed, piece by piece, to the real device."
    })
final class NewCommand implements Callable<Integer> {

  private static final String PACKAGE = "[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*";

  private final Terminal terminal;

  @Parameters(
      paramLabel = "NAME",
      description = "The driver's id, for example acme-e100: a-z 0-9 -, at most 32.")
  private String name = "";

  @Option(
      names = "--transport",
      required = true,
      paramLabel = "KIND",
      description = "What the device is connected by: serial, tcp, pcsc or native (a library).")
  private String transport = "";

  @Option(names = "--dir", description = "Where to write it: new or empty (default: NAME).")
  private Optional<Path> folder = Optional.empty();

  @Option(names = "--package", description = "Java package (default: com.example.<name>driver).")
  private Optional<String> javaPackage = Optional.empty();

  @Option(names = "--vendor", defaultValue = "Example", description = "Who answers for it.")
  private String vendor = "";

  @Option(
      names = "--sdk",
      paramLabel = "DIR",
      description = "Maven repository with the driver interface (default: the installation's sdk).")
  private Optional<Path> sdk = Optional.empty();

  NewCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandFailure {
    DriverProject project =
        new DriverProject(name(), packageName(), vendor(), transport(), repository());
    Path to = folder.orElse(Path.of(name));
    try {
      requireEmpty(to);
      project.write(to);
    } catch (IOException e) {
      throw Failures.unusable("writing " + to, e);
    }
    terminal.line("Made a driver for the toy encoder in " + to + ". Next:");
    terminal.line("  cd " + to);
    terminal.line("  mvn package                # builds it and runs its kit");
    terminal.line("  countersign driver test .  # the same proof, of the bundle, as a report");
    terminal.line("then README.md, which says what to change for your device.");
    return ExitCode.OK;
  }

  private String name() throws CommandFailure {
    return required(name, "[a-z][a-z0-9-]{0,31}", "NAME must begin with a-z, then a-z 0-9 -");
  }

  private String packageName() throws CommandFailure {
    String usual = "com.example." + name.replace("-", "") + "driver";
    return required(javaPackage.orElse(usual), PACKAGE, "--package must be a Java package's name");
  }

  private String vendor() throws CommandFailure {
    return required(vendor, "[^\"\\\\\\p{Cntrl}&<>]{1,200}", "--vendor must be one plain line");
  }

  private static String required(String text, String form, String otherwise) throws CommandFailure {
    if (!text.matches(form)) {
      throw new CommandFailure(ExitCode.USAGE, otherwise + "; it is '" + text + "'");
    }
    return text;
  }

  private Transport transport() throws CommandFailure {
    for (Transport known : Transport.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(transport)) {
        return known;
      }
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--transport must be serial, tcp, pcsc or native; it is " + transport);
  }

  private Path repository() throws CommandFailure {
    Optional<Path> home =
        Optional.ofNullable(System.getProperty("countersign.home")).map(h -> Path.of(h, "sdk"));
    Path repository =
        sdk.or(() -> home)
            .orElseThrow(() ->
                new CommandFailure(
                    ExitCode.USAGE,
                    "this is no installation, so name the repository with the driver interface by"
                        + " --sdk DIR"));
    if (!Files.isDirectory(repository.resolve("org/countersign"))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there is no repository with the driver interface in " + repository + "; give --sdk DIR");
    }
    return repository.toAbsolutePath().normalize();
  }

  private static void requireEmpty(Path folder) throws CommandFailure, IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new CommandFailure(ExitCode.USAGE, folder + " is not empty; give --dir a new folder");
      }
    }
  }
}
