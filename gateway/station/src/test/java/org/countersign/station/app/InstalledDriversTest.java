package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.host.bundle.FileListing;
import org.countersign.personalization.JobState;
import org.countersign.station.config.StationConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.authority.KeyFile;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's bundle of the simulator, signed and installed for a station, as a vendor would. */
@Timeout(180)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InstalledDriversTest {

  private static final String DEVICE =
      """
      driver = "simulator"
      isolation = "process"
      profiles = ["residence-permit"]
      chip = "lds"
      key-diversification = "kdf3"
      """;

  @TempDir Path folder;
  @TempDir Path vendor;
  private StationFolder station;
  private Path bundle;

  @BeforeEach
  void install() throws Exception {
    station = StationFolder.make(folder);
    station.device("encoder-1", DEVICE);
    bundle = folder.resolve("drivers.d/simulator");
    Files.createDirectories(bundle.resolve("lib"));
    jars();
    manifest();
    sign(authority("ACME Driver CA", "acme-ca.pem"));
  }

  private void jars() throws IOException {
    for (String part : System.getProperty("java.class.path").split(":")) {
      Path path = Path.of(part);
      if (part.matches(".*/(simulator|apdu)/target/classes")) {
        jar(path, bundle.resolve("lib/" + path.getParent().getParent().getFileName() + ".jar"));
      } else if (part.matches(".*(simulator|apdu|jcardsim|bcprov)[^/]*\\.jar")) {
        Files.copy(
            path,
            bundle.resolve("lib").resolve(path.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(entries);
        }
      }
    }
  }

  private void manifest() throws IOException {
    DriverDescriptor simulator =
        ServiceLoader.load(DriverProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .map(DriverProvider::descriptor)
            .filter(d -> d.id().equals("simulator"))
            .findFirst()
            .orElseThrow();
    String models = simulator.models().stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
    StringBuilder toml =
        new StringBuilder(
            """
            id = "simulator"
            vendor = "%s"
            version = "%s"
            api-level = 1
            models = %s
            description = "Virtual encoders."
            isolation = "process"
            heap = "96MiB"
            """
                .formatted(simulator.vendor(), simulator.version(), models));
    for (ConfigKey key : simulator.configKeys()) {
      toml.append("[config.").append(key.name()).append("]\n");
      toml.append("type = \"").append(key.type().name().toLowerCase(Locale.ROOT)).append("\"\n");
      toml.append("required = ").append(key.required()).append('\n');
      key.defaultValue().ifPresent(d -> toml.append("default = '").append(d).append("'\n"));
      toml.append("help = '''").append(key.help()).append("'''\n");
    }
    Files.writeString(bundle.resolve("driver.toml"), toml);
  }

  private CountrySigningAuthority authority(String name, String pem) throws Exception {
    CountrySigningAuthority authority =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256).named(name), Clock.systemUTC());
    if (!pem.isEmpty()) {
      Files.createDirectories(folder.resolve("trust/drivers"));
      Certificates.writePem(folder.resolve("trust/drivers").resolve(pem), authority.certificate());
    }
    return authority;
  }

  private void sign(CountrySigningAuthority authority) throws Exception {
    KeyAndCertificate key =
        authority.issueSigner(
            SigningPurpose.DRIVERS, SignatureSuite.ICAO_P256, "ACME", Period.ofYears(1));
    Path p12 = vendor.resolve("acme.p12");
    Path password = vendor.resolve("acme.password");
    Files.copy(
        station.authority.profileSignerPassword(),
        password,
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
    KeyFile.write(p12, Files.readString(password).strip().toCharArray(), "signer", key);
    byte[] listing = FileListing.of(bundle).bytes();
    Files.write(bundle.resolve(FileListing.FILE), listing);
    try (Pkcs12Signer signer = Pkcs12Signer.open(p12, password, Clock.systemUTC())) {
      Files.write(
          bundle.resolve(FileListing.SIGNATURE),
          new DetachedSignature(signer, Clock.systemUTC()).sign(listing));
    }
  }

  private List<String> warnings(Clock clock) {
    Gateway.Check check = Gateway.check(folder, DriverCatalogue.load(Optional.empty()), clock);
    assertThat(check.problems()).isEmpty();
    List<String> warnings = new ArrayList<>(check.notes());
    warnings.removeIf(note -> !note.contains("driver"));
    return warnings;
  }

  private void assertRefused(String... words) {
    assertThat(warnings(Clock.systemUTC()))
        .singleElement()
        .satisfies(w -> assertThat(w).startsWith("WARNING: driver in ").contains(words));
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 9_000; i++) {
      if (reached.getAsBoolean()) {
        return;
      }
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  @Test
  void a_signed_bundle_issues_a_residence_permit_from_a_process_of_its_own() throws Exception {
    assertThat(warnings(Clock.systemUTC())).isEmpty();
    try (Gateway gateway = Gateway.start(folder)) {
      gateway.jobs().submit("permit-1", StationFolder.application("residence-permit", 1));
      until("the card", () -> gateway.jobs().find("permit-1").orElseThrow().work().isPresent());
      assertThat(gateway.jobs().find("permit-1").orElseThrow().state())
          .isEqualTo(JobState.ACTIVATED);
      assertThat(gateway.metrics().scrape())
          .contains("countersign_device_process_crashes_total{device=\"encoder-1\"} 0");
    }
  }

  @Test
  void a_refused_driver_keeps_its_device_out_of_service_and_the_device_says_why() throws Exception {
    Files.writeString(bundle.resolve("notes.txt"), "added later");
    try (Gateway gateway = Gateway.start(folder)) {
      until("offline", () -> gateway.devices().all().get(0).state() == DeviceState.OFFLINE);
      DeviceStatus device = gateway.devices().all().get(0);
      assertThat(device.detail()).contains("is refused", "notes.txt is not in files.sha256");
    }
  }

  @Test
  void an_altered_jar_is_refused() throws Exception {
    Files.writeString(bundle.resolve("lib/extra.jar"), "x", StandardOpenOption.CREATE);
    sign(authority("ACME Driver CA 2", "acme-ca-2.pem"));
    Files.writeString(bundle.resolve("lib/extra.jar"), "y", StandardOpenOption.APPEND);
    assertRefused("lib/extra.jar is not what files.sha256 says");
  }

  @Test
  void a_bundle_signed_by_somebody_else_is_refused() throws Exception {
    sign(authority("Other CA", ""));
    assertRefused("its signature is not taken", "which is not pinned");
  }

  @Test
  void an_unsigned_bundle_is_refused_and_developer_mode_warns() throws Exception {
    Files.delete(bundle.resolve(FileListing.SIGNATURE));
    assertRefused("it is not signed");

    station.station(station.toml() + "[drivers]\nallow-unsigned-drivers = true\n");
    assertThat(warnings(Clock.systemUTC()))
        .singleElement()
        .satisfies(w -> assertThat(w).contains("WARNING: driver simulator runs although"));
    try (Gateway gateway = Gateway.start(folder)) {
      until("online", () -> gateway.devices().all().get(0).state() == DeviceState.ONLINE);
      assertThat(gateway.devices().all().get(0).detail()).contains("is not signed");
    }
  }

  @Test
  void a_signature_by_an_expired_certificate_is_refused() {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
    DriverCatalogue drivers =
        InstalledDrivers.of(
            DriverCatalogue.load(Optional.empty()),
            new StationConfig.Drivers(
                folder.resolve("drivers.d"), folder.resolve("trust/drivers"), false),
            later,
            new Problems());
    assertThat(drivers.problems())
        .singleElement()
        .satisfies(n -> assertThat(n).contains("valid from", "signature is not taken"));
  }

  /** The simulator has no line, but its manifest may say so: nothing is opened here. */
  private void withLine() throws Exception {
    Files.writeString(
        bundle.resolve("driver.toml"),
        """
        [config.port]
        type = "link"
        required = false
        help = "The line."
        """,
        StandardOpenOption.APPEND);
    sign(authority("ACME Driver CA 3", "acme-ca-3.pem"));
  }

  private List<String> problems() {
    return Gateway.check(folder, DriverCatalogue.load(Optional.empty()), Clock.systemUTC())
        .problems()
        .stream()
        .map(ConfigProblem::toString)
        .toList();
  }

  @Test
  void devices_that_share_a_line_are_refused_where_each_would_run_in_a_process_of_its_own()
      throws Exception {
    withLine();
    Path port = Files.createFile(vendor.resolve("ttyS0"));
    Path alias = Files.createSymbolicLink(vendor.resolve("by-id"), port);
    station.device("encoder-1", DEVICE + "port = \"" + port + "\"\n");
    String manifestDecides = DEVICE.replace("isolation = \"process\"\n", "");
    station.device("encoder-2", manifestDecides + "port = \"" + alias + "\"\n");
    assertThat(problems())
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith("devices.d/encoder-1.toml:2:")
                    .contains("isolation: ", "device encoder-2 is on it too")
                    .contains("write isolation = \"loader\" for both"),
            second ->
                assertThat(second)
                    .startsWith("devices.d/encoder-2.toml:5:")
                    .contains("port: ", "device encoder-1 is on it too"));

    station.device("encoder-2", manifestDecides + "port = \"" + vendor + "/ttyS1\"\n");
    assertThat(problems()).isEmpty();
  }

  @Test
  void devices_that_share_a_line_in_one_driver_s_loader_are_taken() throws Exception {
    withLine();
    String loader = DEVICE.replace("\"process\"", "\"loader\"") + "port = \"/dev/ttyS0\"\n";
    station.device("encoder-1", loader);
    station.device("encoder-2", loader);
    assertThat(problems()).isEmpty();
  }
}
