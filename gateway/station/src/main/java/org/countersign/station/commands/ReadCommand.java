package org.countersign.station.commands;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.Isolation;
import org.countersign.host.settings.DriverSettings;
import org.countersign.host.settings.Notation;
import org.countersign.personalization.issue.AccessSecrets;
import org.countersign.personalization.issue.Inspection;
import org.countersign.personalization.issue.InspectionException;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.personalization.signing.DocumentVerifier.Check;
import org.countersign.station.app.InstalledDrivers;
import org.countersign.station.app.TrustVerifier;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Table;
import org.countersign.station.terminal.Table.Cell;
import org.countersign.station.terminal.Table.Column;
import org.countersign.station.terminal.Terminal;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.x509.Certificates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Inspects a card. */
@Command(
    name = "read",
    description = "Reads the card on a reader as an inspection system would, and gives a verdict.",
    footer = {
      "",
      "The device is opened directly: the station need not run, and must not use the device.",
      "Nothing that is read from the card is shown; --out writes it to files."
    },
    mixinStandardHelpOptions = true)
final class ReadCommand implements Callable<Integer> {

  private static final Duration EXCHANGE_LIMIT = Duration.ofSeconds(10);

  private final Terminal terminal;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description = "A station's configuration, for --device and its authorities.")
  private Optional<Path> config = Optional.empty();

  @Option(names = "--device", paramLabel = "ID", description = "A device of --config.")
  private Optional<String> device = Optional.empty();

  @Option(
      names = "--driver",
      paramLabel = "ID",
      defaultValue = "pcsc",
      description = "Driver to open instead (${DEFAULT-VALUE}).")
  private String driver = "pcsc";

  @Option(names = "--reader", paramLabel = "NAME", description = "Short for --set reader=NAME.")
  private Optional<String> reader = Optional.empty();

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the driver.")
  private Map<String, String> settings = new HashMap<>();

  @Mixin private AccessOptions access = new AccessOptions();

  @Option(
      names = "--profile",
      paramLabel = "ID|FILE",
      description =
          "What the card is: a shipped profile or a file. Otherwise residence-permit, and"
              + " with --keys residence-registration-card.")
  private Optional<String> profile = Optional.empty();

  @Option(
      names = "--csca",
      paramLabel = "PEM",
      description = "Authorities that the card must lead to. Otherwise those of --config.")
  private List<Path> authorities = new ArrayList<>();

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for a card (${DEFAULT-VALUE}).")
  private long wait;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Writes every file that was read, NAME.bin. They are personal data.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  ReadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  private record Opening(DriverProvider provider, DriverContext context) {}

  @Override
  public Integer call() throws Exception {
    AccessSecrets secrets = access.secrets();
    Profile product = product();
    DriverCatalogue drivers = DriverCatalogue.ofInstallation();
    Optional<StationConfig> station = station(drivers);
    if (station.isPresent()) {
      drivers = installed(drivers, station.get().drivers(), new Problems());
    }
    Inspection inspection = new Inspection(verifier(station), EXCHANGE_LIMIT);
    Inspection.Report report = inspect(inspection, opening(drivers, station), product, secrets);
    if (out.isPresent()) {
      write(report, out.get());
    }
    if (json) {
      terminal.line(CommandJson.line(json(report)));
    } else {
      show(report, product);
    }
    return report.verdict().good() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Profile product() throws CommandFailure {
    String wanted =
        profile.orElse(access.byKey() ? "residence-registration-card" : "residence-permit");
    if (ShippedProfiles.IDS.contains(wanted)) {
      return ShippedProfiles.profile(wanted);
    }
    if (!Files.exists(Path.of(wanted))) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--profile is neither a file nor a shipped profile; "
              + NearName.hint(wanted, ShippedProfiles.IDS));
    }
    return ProfileCommand.read(Path.of(wanted));
  }

  private Optional<StationConfig> station(DriverCatalogue drivers) throws CommandFailure {
    if (config.isEmpty()) {
      if (device.isPresent()) {
        throw new CommandFailure(ExitCode.USAGE, "--device is one of --config DIR; name that too");
      }
      return Optional.empty();
    }
    Problems problems = new Problems();
    Optional<StationConfig> read =
        ConfigReader.read(config.get(), wanted -> installed(drivers, wanted, problems), problems);
    if (read.isEmpty() || problems.count() > 0) {
      throw new CommandFailure(
          ExitCode.USAGE,
          config.get() + " has problems; 'countersign check --config " + config.get() + "' tells");
    }
    return read;
  }

  private static DriverCatalogue installed(
      DriverCatalogue shipped, StationConfig.Drivers wanted, Problems problems) {
    return InstalledDrivers.of(shipped, wanted, Clock.systemUTC(), problems);
  }

  private Opening opening(DriverCatalogue drivers, Optional<StationConfig> station)
      throws CommandFailure {
    if (device.isPresent() && station.isPresent()) {
      StationConfig.DeviceConfig found =
          station.get().devices().stream()
              .filter(d -> d.id().equals(device.get()))
              .findFirst()
              .orElseThrow(() ->
                  new CommandFailure(
                      ExitCode.USAGE,
                      "there is no device " + device.get() + " in " + config.orElseThrow()));
      return new Opening(
          provider(drivers, found.driver(), found.isolation()),
          context(found.id(), found.settings()));
    }
    DriverProvider provider = provider(drivers, driver, Optional.empty());
    Map<String, String> given = new HashMap<>(settings);
    reader.ifPresent(name -> given.put("reader", name));
    return new Opening(provider, context(driver, checked(provider.descriptor(), given)));
  }

  private static Map<String, String> checked(DriverDescriptor driver, Map<String, String> given)
      throws CommandFailure {
    DriverSettings settings =
        DriverSettings.check(driver.configKeys(), given, Notation.TEXT, Path.of(""));
    if (!settings.good()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          settings.problems().stream()
              .map(DriverSettings.Problem::toString)
              .collect(
                  Collectors.joining("\n  ", "settings of driver " + driver.id() + ":\n  ", "")));
    }
    return settings.values();
  }

  private static DriverContext context(String id, Map<String, String> settings) {
    return DriverContext.of(id, settings, event -> {});
  }

  private static DriverProvider provider(
      DriverCatalogue drivers, String id, Optional<Isolation> isolation) throws CommandFailure {
    return drivers
        .provider(id, isolation)
        .orElseThrow(() ->
            new CommandFailure(
                ExitCode.USAGE,
                "there is no driver " + id + "; " + NearName.hint(id, drivers.ids())));
  }

  private TrustVerifier verifier(Optional<StationConfig> station) throws CommandFailure {
    List<Path> files =
        authorities.isEmpty()
            ? station.map(StationConfig::authorities).orElse(List.of())
            : authorities;
    if (files.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "without the authority's certificate no signature can be checked: give --csca or"
              + " --config");
    }
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (Path file : files) {
        certificates.addAll(Certificates.readPem(file));
      }
      return new TrustVerifier(PassiveAuthentication.trusting(certificates, Clock.systemUTC()));
    } catch (IOException | GeneralSecurityException unusable) {
      throw new CommandFailure(ExitCode.USAGE, String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private Inspection.Report inspect(
      Inspection inspection, Opening opening, Profile product, AccessSecrets secrets)
      throws CommandFailure {
    try (Device opened = opening.provider().open(opening.context())) {
      ChipContact contact =
          opened
              .capability(ChipContact.class)
              .orElseThrow(() ->
                  new CommandFailure(
                      ExitCode.USAGE, opened.info().model() + " cannot talk to a chip"));
      if (!contact.awaitChip(true, Duration.ZERO)) {
        terminal.err().println("put a card on " + opened.info().model());
        if (!contact.awaitChip(true, Duration.ofSeconds(wait))) {
          throw new CommandFailure(
              ExitCode.UNREACHABLE, "no card came within " + wait + " seconds");
        }
      }
      return inspection.inspect(product, secrets, contact);
    } catch (DeviceException failed) {
      throw new CommandFailure(ExitCode.UNREACHABLE, String.valueOf(failed.getMessage()), failed);
    } catch (InspectionException unreadable) {
      throw new CommandFailure(
          ExitCode.FAILED, String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  private static void write(Inspection.Report report, Path folder) throws CommandFailure {
    try {
      Files.createDirectories(folder, ownerAlone("rwx------"));
      for (Map.Entry<String, Bytes> file : report.files().entrySet()) {
        Path path = folder.resolve(file.getKey() + ".bin");
        Files.deleteIfExists(path);
        Files.createFile(path, ownerAlone("rw-------"));
        Files.write(path, file.getValue().toArray());
      }
    } catch (IOException unwritable) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "cannot write into " + folder + " (" + unwritable.getClass().getSimpleName() + ")",
          unwritable);
    }
  }

  private static FileAttribute<?> ownerAlone(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private void show(Inspection.Report report, Profile product) {
    terminal.line(product.title() + " (" + product.id() + " version " + product.version() + ")");
    terminal.line("chip " + report.chipId() + ", opened by " + report.accessProtocol());
    terminal.line("");
    Table files = Table.of(Column.left("FILE"), Column.right("BYTES"));
    report
        .files()
        .forEach(
            (name, content) -> files.row(name, String.format(Locale.ROOT, "%,d", content.size())));
    files.print(terminal);
    terminal.line("");
    Table checks = Table.of(Column.left("CHECK"), Column.left("RESULT"), Column.left("DETAIL"));
    for (Check check : report.verdict().checks()) {
      checks.row(
          Cell.of(check.name()),
          check.passed() ? new Cell("passed", Style.GOOD) : new Cell("FAILED", Style.BAD),
          Cell.of(check.detail()));
    }
    checks.print(terminal);
    terminal.line("");
    boolean good = report.verdict().good();
    terminal.line(
        terminal.styled(
            good ? Style.GOOD : Style.BAD,
            good ? "The card is good." : "The card is NOT good. " + report.verdict().summary()));
  }

  private static ObjectNode json(Inspection.Report report) {
    ObjectNode node =
        CommandJson.object()
            .put("chip", report.chipId())
            .put("accessProtocol", report.accessProtocol())
            .put("good", report.verdict().good());
    ObjectNode files = node.putObject("files");
    report.files().forEach((name, content) -> files.put(name, content.size()));
    ArrayNode checks = node.putArray("checks");
    for (Check check : report.verdict().checks()) {
      checks
          .addObject()
          .put("name", check.name())
          .put("passed", check.passed())
          .put("detail", check.detail());
    }
    return node;
  }
}
