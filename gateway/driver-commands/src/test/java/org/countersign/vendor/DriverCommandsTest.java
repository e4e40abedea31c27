package org.countersign.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Period;
import java.util.List;
import java.util.stream.Stream;
import org.countersign.station.commands.Countersign;
import org.countersign.station.terminal.Terminal;
import org.countersign.tck.toy.ToyBundle;
import org.countersign.trust.authority.AuthorityTerms;
import org.countersign.trust.authority.CountrySigningAuthority;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.authority.KeyFile;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vendor's commands as they are typed, with the kit's toy driver. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DriverCommandsTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path bundle;
  private Path station;

  @BeforeEach
  void aBundleAndAStation() throws Exception {
    bundle = ToyBundle.write(folder.resolve("toy"));
    station = Files.createDirectories(folder.resolve("station"));
    Files.writeString(station.resolve("station.toml"), "");
    Files.createDirectories(station.resolve("devices.d"));
    key(SigningPurpose.DRIVERS, "acme.p12");
  }

  private void key(SigningPurpose purpose, String name) throws Exception {
    CountrySigningAuthority authority =
        CountrySigningAuthority.create(
            AuthorityTerms.specimen(SignatureSuite.ICAO_P256).named("ACME CA"), Clock.systemUTC());
    Path trust = Files.createDirectories(station.resolve("trust/drivers"));
    Certificates.writePem(trust.resolve(name + ".pem"), authority.certificate());
    KeyAndCertificate key =
        authority.issueSigner(purpose, SignatureSuite.ICAO_P256, "ACME", Period.ofYears(1));
    KeyFile.write(folder.resolve(name), PASSWORD.toCharArray(), "signer", key);
    Path password = folder.resolve("password");
    if (!Files.exists(password)) {
      Files.createFile(
          password,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, PASSWORD);
    }
  }

  private int run(String... args) {
    out.reset();
    err.reset();
    return Countersign.run(
        Terminal.plain(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8)),
        Stream.concat(Stream.of("driver"), Stream.of(args)).toArray(String[]::new));
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
  }

  private int sign(Path what, String key) {
    return run(
        "sign",
        what.toString(),
        "--signer",
        folder.resolve(key).toString(),
        "--password-file",
        folder.resolve("password").toString());
  }

  private int install(Path what, String... more) {
    return run(
        Stream.concat(
                Stream.of("install", what.toString(), "--config", station.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private Path version(String version) throws IOException {
    Path other = ToyBundle.write(folder.resolve("toy-" + version));
    Path manifest = other.resolve("driver.toml");
    // In a process, so that the code's own version is not compared here.
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("version = \"1.0.0\"", "version = \"" + version + "\"")
            .replace("\"loader\"", "\"process\""));
    assertThat(sign(other, "acme.p12")).as(text()).isZero();
    return other;
  }

  @ParameterizedTest
  @ValueSource(strings = {"new", "test", "sign", "pack", "install", "list", "remove"})
  void every_command_explains_itself(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(text()).contains("Usage: countersign driver " + command);
  }

  @Test
  void a_signed_bundle_is_installed_listed_and_removed() throws Exception {
    assertThat(sign(bundle, "acme.p12")).as(text()).isZero();
    assertThat(install(bundle)).as(text()).isZero();
    assertThat(text()).contains("toy 1.0.0 is installed", "Signed by", "Restart the station");
    Path installed = station.resolve("drivers.d/toy");
    assertThat(Files.getPosixFilePermissions(installed))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(Files.getPosixFilePermissions(installed.resolve("lib/toy.jar")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(run("list", "--config", station.toString())).as(text()).isZero();
    assertThat(text()).containsPattern("toy +1\\.0\\.0 +Countersign +loader +.*ACME.* +good");

    assertThat(run("remove", "toy", "--config", station.toString())).as(text()).isZero();
    assertThat(installed).doesNotExist();
    try (Stream<Path> left = Files.list(station)) {
      assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.startsWith("."));
    }
  }

  @Test
  void a_zip_is_signed_in_place_and_installed() throws Exception {
    Path zip = folder.resolve("toy.zip");
    assertThat(run("pack", bundle.toString(), zip.toString())).as(text()).isZero();
    assertThat(install(zip)).isEqualTo(1);
    assertThat(text()).contains("it is not signed");
    assertThat(sign(zip, "acme.p12")).as(text()).isZero();
    assertThat(install(zip)).as(text()).isZero();
  }

  @Test
  void an_altered_bundle_is_refused_and_leaves_the_installed_one_alone() throws Exception {
    assertThat(sign(bundle, "acme.p12")).isZero();
    assertThat(install(bundle)).isZero();
    Files.writeString(bundle.resolve("driver.toml"), "\n", StandardOpenOption.APPEND);
    assertThat(install(bundle)).isEqualTo(1);
    assertThat(text()).contains("driver.toml is not what files.sha256 says");
    assertThat(run("list", "--config", station.toString())).as(text()).isZero();
  }

  @Test
  void a_certificate_for_something_else_signs_no_driver() throws Exception {
    key(SigningPurpose.CARD_PROFILES, "profiles.p12");
    assertThat(sign(bundle, "profiles.p12")).isEqualTo(1);
    assertThat(text()).contains("is not for code signing");
    assertThat(bundle.resolve("files.sha256")).doesNotExist();
  }

  @Test
  void a_bundle_that_no_station_takes_is_not_signed() throws Exception {
    Files.writeString(bundle.resolve("driver.toml"), "id = \"Toy\"\n");
    assertThat(sign(bundle, "acme.p12")).isEqualTo(1);
    assertThat(text()).contains("driver.toml:1", "is refused:");
  }

  @Test
  void an_older_version_is_installed_only_when_asked_for() throws Exception {
    assertThat(install(version("1.10.0"))).as(text()).isZero();
    assertThat(install(version("1.9.0"))).isEqualTo(1);
    assertThat(text()).contains("toy 1.9.0 is older than 1.10.0", "--allow-downgrade");
    assertThat(install(version("1.9.1"), "--allow-downgrade")).as(text()).isZero();
    assertThat(text()).contains("in place of 1.10.0");
  }

  @Test
  void a_driver_in_use_is_removed_only_by_force() throws Exception {
    assertThat(install(version("1.0.0"))).isZero();
    Files.writeString(station.resolve("devices.d/encoder-1.toml"), "driver = \"toy\"\n");
    assertThat(run("remove", "toy", "--config", station.toString())).isEqualTo(1);
    assertThat(text()).contains("in use by encoder-1");
    assertThat(run("remove", "toy", "--force", "--config", station.toString())).isZero();
  }

  @Test
  void a_driver_altered_after_its_installation_is_listed_as_refused() throws Exception {
    assertThat(install(version("1.0.0"))).isZero();
    Files.writeString(station.resolve("drivers.d/toy/notes.txt"), "x");
    assertThat(run("list", "--config", station.toString())).isEqualTo(1);
    assertThat(text()).contains("refused", "notes.txt is not in files.sha256");
  }

  @Test
  void the_kit_proves_a_bundle_and_writes_its_report() throws Exception {
    Path xml = folder.resolve("kit.xml");
    assertThat(run("test", bundle.toString(), "--junit-xml", xml.toString())).as(text()).isZero();
    assertThat(text()).contains("Chip contact", " 0 failed");
    assertThat(xml).content().contains("<testsuite");
  }

  @Test
  void a_driver_that_says_something_else_than_its_manifest_fails_the_kit() throws Exception {
    Path manifest = bundle.resolve("driver.toml");
    Files.writeString(manifest, Files.readString(manifest).replace("1.0.0", "2.0.0"));
    assertThat(run("test", bundle.toString())).isEqualTo(1);
    assertThat(text()).contains("FAILED");
  }

  @Test
  void a_project_is_not_written_over_another() throws Exception {
    Path sdk = Files.createDirectories(folder.resolve("sdk/org/countersign")).resolve("../..");
    List<String> to = List.of("--dir", bundle.toString(), "--sdk", sdk.toString());
    assertThat(
            run(
                "new",
                "acme-e100",
                "--transport",
                "tcp",
                to.get(0),
                to.get(1),
                to.get(2),
                to.get(3)))
        .isEqualTo(2);
    assertThat(text()).contains("is not empty");
  }

  @Test
  void versions_are_compared_as_semantic_versioning_says() {
    List<String> rising =
        List.of("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-2.x", "1.0.0", "1.10.0");
    assertThat(SemanticVersion.of(rising.get(0))).isLessThan(SemanticVersion.of(rising.get(1)));
    assertThat(SemanticVersion.of(rising.get(1))).isLessThan(SemanticVersion.of(rising.get(2)));
    assertThat(SemanticVersion.of(rising.get(3))).isLessThan(SemanticVersion.of(rising.get(0)));
    assertThat(SemanticVersion.of(rising.get(2))).isLessThan(SemanticVersion.of(rising.get(4)));
    assertThat(SemanticVersion.of(rising.get(4))).isLessThan(SemanticVersion.of(rising.get(5)));
    assertThat(SemanticVersion.of("1.0.0+a")).isEqualByComparingTo(SemanticVersion.of("1.0.0+b"));
  }
}
