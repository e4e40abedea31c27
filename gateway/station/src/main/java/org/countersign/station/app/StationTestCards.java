package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.personalization.issue.TestCardRun;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.personalization.profile.TestCardReader;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.TestCardSettings;
import org.countersign.toml.Problems;

/** What a station needs for its test cards: their profile, and keys that are theirs alone. */
final class StationTestCards implements AutoCloseable {

  private static final String PROFILE_KEY = "self-test.test-card-profile";
  private static final String KEYS_KEY = "self-test.test-card-keys";

  private final TestCardSettings settings;
  private final Profile profile;
  private final MasterKeys keys;

  private StationTestCards(TestCardSettings settings, Profile profile, MasterKeys keys) {
    this.settings = settings;
    this.profile = profile;
    this.keys = keys;
  }

  /** Empty if the station has none, or if something is wrong, which is told then. */
  static Optional<StationTestCards> open(StationConfig config, Problems problems) {
    return config.unattended().testCards().flatMap(wanted -> open(config, wanted, problems));
  }

  private static Optional<StationTestCards> open(
      StationConfig config, TestCardSettings wanted, Problems problems) {
    Optional<Profile> profile = profile(wanted.profile(), problems);
    if (config.keys().file().filter(wanted.keyFile()::equals).isPresent()) {
      problems.at(
          ConfigReader.MAIN_FILE,
          KEYS_KEY,
          "is the file of [keys] too: keys of real cards must open no test card, so give them a"
              + " file of their own");
      return Optional.empty();
    }
    Optional<MasterKeys> keys = CardKeyFile.read(KEYS_KEY, wanted.keyFile(), problems);
    if (profile.isEmpty() || keys.isEmpty()) {
      keys.ifPresent(MasterKeys::close);
      return Optional.empty();
    }
    StationTestCards cards = new StationTestCards(wanted, profile.get(), keys.get());
    List<String> missing = cards.missingKeys();
    missing.forEach(set -> problems.at(ConfigReader.MAIN_FILE, KEYS_KEY, cards.holdsNo(set)));
    if (!missing.isEmpty()) {
      cards.close();
      return Optional.empty();
    }
    return Optional.of(cards);
  }

  private static Optional<Profile> profile(Path file, Problems problems) {
    try {
      String name = String.valueOf(file.getFileName());
      return switch (TestCardReader.read(name, Files.readAllBytes(file))) {
        case ProfileReader.Reading.Good good -> Optional.of(good.profile());
        case ProfileReader.Reading.Bad bad -> {
          bad.problems()
              .forEach(p -> problems.at(ConfigReader.MAIN_FILE, PROFILE_KEY, p.toString()));
          yield Optional.empty();
        }
      };
    } catch (IOException e) {
      problems.at(ConfigReader.MAIN_FILE, PROFILE_KEY, file + " cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<String> missingKeys() {
    return profile.keys().keySet().stream()
        .filter(set -> !CardKeyFile.holds(keys, set))
        .sorted()
        .toList();
  }

  private String holdsNo(String set) {
    return "holds no key %s, which profile %s needs; it holds %s"
        .formatted(set, profile.id(), keys.names());
  }

  /** A device that takes longer is slow. */
  Duration limit() {
    return settings.limit();
  }

  /**
   * What tries them.
   *
   * @param exchangeLimit how long one exchange with the chip may take
   */
  TestCardRun run(PlanCompiler compiler, Duration exchangeLimit, Clock clock) {
    return new TestCardRun(
        settings.chips().stream().collect(Collectors.toMap(chip -> chip, chip -> profile)),
        keys,
        compiler,
        exchangeLimit,
        System::nanoTime,
        clock);
  }

  /** Zeroes the keys. */
  @Override
  public void close() {
    keys.close();
  }
}
