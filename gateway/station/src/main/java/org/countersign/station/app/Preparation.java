package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.profile.Profile;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.DeviceConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.LedgerGlance;
import org.countersign.station.operators.OperatorFile;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.x509.Certificates;

/**
 * Reads a configuration and tries out everything it names, without touching device or network; of
 * the ledger only the time of its newest record is read. Both {@code check} and {@code run} do
 * this, and only this, so what one finds the other finds.
 */
final class Preparation {

  private DriverCatalogue drivers;
  private final ClockAtStart clock;
  private final Problems problems = new Problems();
  private final List<String> notes = new ArrayList<>();

  private Preparation(DriverCatalogue drivers, Clock clock) {
    this.drivers = drivers;
    this.clock = new ClockAtStart(clock);
  }

  /** Result of the preparation. */
  sealed interface Prepared {
    /** All is there; whoever takes it closes it. */
    record Ready(Parts parts) implements Prepared {}

    /** Everything that is wrong; nothing is left open. */
    record Faulty(List<ConfigProblem> problems) implements Prepared {}
  }

  static Prepared prepare(Path folder, DriverCatalogue drivers, Clock clock) {
    return new Preparation(drivers, clock).prepare(folder);
  }

  private Prepared prepare(Path folder) {
    Optional<StationConfig> read = ConfigReader.read(folder, this::withInstalled, problems);
    if (read.isEmpty()) {
      return faulty();
    }
    StationConfig config = read.get();
    clock.passed(newestRecord(config.ledger().file()), config.unattended().longestOff());
    try {
      return prepare(config);
    } finally {
      clock.settle();
    }
  }

  private Prepared prepare(StationConfig config) {
    secretFiles(config);
    Optional<PassiveAuthentication> authentication = authentication(config);
    SigningKeys signing = SigningKeys.open(config.signing(), authentication, clock, problems);
    notes.addAll(CustodyNotes.of(config));
    Map<String, Profile> profiles =
        new ProfileFolderReader(config, signing.suites(), clock, problems, notes).read();
    devices(config, profiles);
    Optional<SignatureVerifier> grants =
        new GrantFile(config.grant(), clock).check(problems, notes);
    Optional<StationKeys> keys = StationKeys.open(config, drivers, profiles, clock, problems);
    Optional<StationTestCards> testCards = StationTestCards.open(config, problems);
    if (problems.count() > 0 || authentication.isEmpty() || keys.isEmpty()) {
      signing.signers().forEach(signer -> signer.close());
      keys.ifPresent(StationKeys::close);
      testCards.ifPresent(StationTestCards::close);
      return faulty();
    }
    return new Prepared.Ready(
        new Parts(
            config,
            drivers,
            profiles,
            signing.signers(),
            new TrustSigner(signing.bySuite()),
            new TrustVerifier(authentication.get()),
            keys.get(),
            testCards,
            grants,
            List.copyOf(notes)));
  }

  /** The epoch if there is no ledger yet, or one that cannot be read, which its opening tells. */
  private static Instant newestRecord(Path ledger) {
    try {
      return Files.exists(ledger)
          ? Instant.ofEpochMilli(LedgerGlance.at(ledger).time().newest())
          : Instant.EPOCH;
    } catch (LedgerException e) {
      return Instant.EPOCH;
    }
  }

  private DriverCatalogue withInstalled(StationConfig.Drivers installed) {
    drivers = InstalledDrivers.of(drivers, installed, clock, problems);
    return drivers;
  }

  private Prepared faulty() {
    boolean driverMissing =
        problems.all().stream().anyMatch(problem -> problem.key().equals("driver"));
    if (driverMissing) {
      drivers.problems().forEach(problem -> problems.add("drivers", problem));
    }
    return new Prepared.Faulty(problems.all());
  }

  private void secretFiles(StationConfig config) {
    madeAtStart("http.token-file", config.http().tokenFile());
    madeAtStart("ledger.key-file", config.ledger().keyFile());
    if (!Files.exists(config.ledger().keyFile()) && Files.exists(config.ledger().file())) {
      problems.at(
          ConfigReader.MAIN_FILE,
          "ledger.key-file",
          config.ledger().keyFile()
              + " is missing, but the ledger "
              + config.ledger().file()
              + " is there: restore the key file that belongs to it");
    }
    operators(config.stock().operators());
    config
        .fleet()
        .ifPresent(fleet -> {
          fleet.passwordFile().ifPresent(file -> secret("fleet.password-file", file));
          fleet.clientPasswordFile().ifPresent(file -> secret("fleet.client-password-file", file));
          fleet.clientKey().ifPresent(file -> secret("fleet.client-key", file));
          fleet.ca().ifPresent(file -> certificates("fleet.ca", List.of(file)));
        });
  }

  private void operators(Path file) {
    try {
      if (new OperatorFile(file).read().isEmpty()) {
        notes.add(
            "no operator is on file, so nobody can receive blanks or open a shift; 'countersign"
                + " operators add NAME' adds one");
      }
    } catch (IOException e) {
      problems.at(ConfigReader.MAIN_FILE, "stock.operators-file", String.valueOf(e.getMessage()));
    }
  }

  private void madeAtStart(String key, Path file) {
    if (Files.exists(file)) {
      secret(key, file);
    } else {
      notes.add(file + " does not exist yet; the first start makes it");
    }
  }

  private void secret(String key, Path file) {
    SecretFile.problem(file)
        .ifPresent(problem -> problems.at(ConfigReader.MAIN_FILE, key, problem));
  }

  private List<X509Certificate> certificates(String key, List<Path> files) {
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : files) {
      try {
        all.addAll(Certificates.readPem(file));
      } catch (IOException e) {
        problems.at(ConfigReader.MAIN_FILE, key, String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  private Optional<PassiveAuthentication> authentication(StationConfig config) {
    List<X509Certificate> authorities = certificates("verification.csca", config.authorities());
    if (authorities.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PassiveAuthentication.trusting(authorities, clock));
    } catch (GeneralSecurityException e) {
      problems.at(ConfigReader.MAIN_FILE, "verification.csca", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void devices(StationConfig config, Map<String, Profile> profiles) {
    for (DeviceConfig device : config.devices()) {
      for (String profile : device.profiles()) {
        if (!profiles.containsKey(profile)) {
          problems.at(
              "devices.d/" + device.id() + ".toml",
              "profiles",
              "there is no profile " + profile + "; " + NearName.hint(profile, profiles.keySet()));
        }
      }
    }
    new Lines(config.devices(), drivers).check(problems);
    if (config.devices().isEmpty()) {
      notes.add("devices.d holds no device, so no card can be issued");
    }
    drivers.problems().forEach(problem -> notes.add("WARNING: " + problem));
    drivers.cautions().forEach(notes::add);
  }
}
