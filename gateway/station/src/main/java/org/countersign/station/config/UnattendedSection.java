package org.countersign.station.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.countersign.station.config.StationConfig.LogFiles;
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
            longestOff(root.section("clock")),
            root.has("log") ? Optional.of(log(root.section("log"))) : Optional.empty());
    section.end();
    return unattended;
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
