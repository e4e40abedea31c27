package org.countersign.station.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.countersign.station.config.StationConfig.LogFiles;
import org.countersign.station.config.StationConfig.TestCardSettings;
import org.countersign.station.config.StationConfig.Unattended;
import org.countersign.toml.Section;

/** Reads {@code [self-test]}, {@code [clock]} and {@code [log]}. */
final class UnattendedSection {

  private static final String TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
  private static final String USUAL_TIME = "07:30";
  private static final long MIB = 1 << 20;
  private static final int USUAL_KEEP = 4;

  /** Longer than any row of holidays. */
  private static final int USUAL_LONGEST_OFF = 45;

  private static final String TEST_CARDS = "test-cards";
  private static final List<String> OF_TEST_CARDS =
      List.of("test-card-profile", "test-card-keys", "test-card-limit");
  private static final String CHIP = "(?:[0-9A-F]{2}){4,32}";

  /** The self-test waits a second longer for a device. */
  private static final Duration SLOWEST = Duration.ofSeconds(6);

  private UnattendedSection() {}

  static Unattended read(Section root) {
    Section section = root.section("self-test");
    String at = section.optionalText("at").orElse(USUAL_TIME);
    if (!at.matches(TIME)) {
      section.problem("at", "must be a time of day, for example \"" + USUAL_TIME + "\"");
    }
    Unattended unattended =
        new Unattended(
            LocalTime.parse(at.matches(TIME) ? at : USUAL_TIME),
            zone(section),
            section.duration("open-for", Duration.ofMinutes(1), Duration.ofDays(1), "8h"),
            testCards(section),
            longestOff(root.section("clock")),
            root.has("log") ? Optional.of(log(root.section("log"))) : Optional.empty());
    section.end();
    return unattended;
  }

  private static Optional<TestCardSettings> testCards(Section section) {
    if (!section.has(TEST_CARDS)) {
      for (String key : OF_TEST_CARDS) {
        if (section.has(key)) {
          section.problem(key, "is said of test cards, but test-cards names none");
        }
      }
      return Optional.empty();
    }
    TestCardSettings settings =
        new TestCardSettings(
            chips(section),
            section.path(OF_TEST_CARDS.get(0)),
            section.path(OF_TEST_CARDS.get(1)),
            section.duration(OF_TEST_CARDS.get(2), Duration.ofMillis(100), SLOWEST, "3s"));
    return section.good() ? Optional.of(settings) : Optional.empty();
  }

  private static List<String> chips(Section section) {
    List<String> named =
        section.texts(TEST_CARDS).stream().map(chip -> chip.toUpperCase(Locale.ROOT)).toList();
    if (named.isEmpty() && section.good()) {
      section.problem(TEST_CARDS, "names no chip: name the number of one, or remove the key");
    }
    for (String chip : named) {
      if (!chip.matches(CHIP)) {
        section.problem(
            TEST_CARDS, "must be numbers of chips, 4 to 32 bytes in hex digits, but " + chip);
      }
    }
    if (Set.copyOf(named).size() < named.size()) {
      section.problem(TEST_CARDS, "names a chip twice");
    }
    return named;
  }

  private static Duration longestOff(Section section) {
    long days = section.integer("longest-off-days", 1, 3_650, USUAL_LONGEST_OFF);
    section.end();
    return Duration.ofDays(days);
  }

  private static ZoneId zone(Section section) {
    Optional<String> name = section.optionalText("zone");
    try {
      return name.map(ZoneId::of).orElseGet(ZoneId::systemDefault);
    } catch (DateTimeException e) {
      section.problem("zone", "must be a time zone, for example \"Asia/Shanghai\"");
      return ZoneId.systemDefault();
    }
  }

  private static LogFiles log(Section section) {
    LogFiles log =
        new LogFiles(
            section.path("file"),
            section.size("size", MIB / 16, 1024 * MIB, "8MiB"),
            (int) section.integer("keep", 1, 20, USUAL_KEEP));
    section.end();
    return log;
  }
}
