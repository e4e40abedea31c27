package org.countersign.fleetsim.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.toml.Section;
import org.countersign.toml.TomlFile;

/**
 * Reads a scenario, one that is shipped by its name, or a file. Every problem is told at once, with
 * its place; a key that says nothing about its cause is a problem too.
 */
public final class ScenarioFile {

  /** Names of those that are shipped. */
  public static final List<String> SHIPPED =
      List.of(
          "quiet",
          "morning",
          "power-cut",
          "broker-restart",
          "bad-rollout",
          "renewal",
          "troubles",
          "silences",
          "drill");

  private static final Duration LONGEST = Duration.ofDays(366);
  private static final String TIME_FORM = "a time of day in quotes: \"08:30\"";
  private static final int MOST_STRUCK = 100_000;
  private static final long MOST_BYTES_A_SECOND = 100_000_000;

  private final Problems problems = new Problems();

  private ScenarioFile() {}

  /**
   * Reads one.
   *
   * @param nameOrPath one of {@link #SHIPPED}, or the path of a file
   * @throws ScenarioException if there is none, or it cannot be used
   */
  public static Scenario read(String nameOrPath) throws ScenarioException {
    ScenarioFile reader = new ScenarioFile();
    Optional<Section> root =
        SHIPPED.contains(nameOrPath) ? reader.shipped(nameOrPath) : reader.file(nameOrPath);
    Optional<Scenario> scenario = root.map(section -> reader.scenario(section, nameOrPath));
    List<ConfigProblem> found = reader.problems.all();
    if (scenario.isEmpty() || !found.isEmpty()) {
      throw new ScenarioException(nameOrPath, found.stream().map(ConfigProblem::toString).toList());
    }
    return scenario.get();
  }

  private Optional<Section> shipped(String name) {
    String file = name + ".toml";
    try (InputStream in = ScenarioFile.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("scenario " + file + " is not in its jar");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return TomlFile.parse(text, file, Path.of(""), problems);
    } catch (IOException e) {
      throw new IllegalStateException("scenario " + file + " cannot be read from its jar", e);
    }
  }

  private Optional<Section> file(String nameOrPath) {
    Path file = Path.of(nameOrPath).toAbsolutePath();
    if (!Files.exists(file)) {
      problems.add(
          nameOrPath,
          "there is no such file, and no scenario of that name is shipped; "
              + NearName.hint(nameOrPath, SHIPPED));
      return Optional.empty();
    }
    return TomlFile.read(file, nameOrPath, file.resolveSibling("."), problems);
  }

  private Scenario scenario(Section root, String name) {
    LocalTime begins = time(root, "begins", "08:30");
    LocalTime opens = time(root, "opens", "08:30");
    LocalTime closes = time(root, "closes", "17:30");
    if (!opens.isBefore(closes)) {
      root.problem("closes", "must be later than opens, on the same day");
      closes = LocalTime.MAX;
      opens = LocalTime.MIN;
    }
    Duration lasts = root.duration("lasts", Duration.ofSeconds(1), LONGEST, "9h");
    List<FaultRule> faults = new ArrayList<>();
    for (Section fault : root.sections("fault")) {
      rule(fault).ifPresent(faults::add);
    }
    Scenario scenario =
        new Scenario(
            name,
            root.text("about", ""),
            begins,
            lasts,
            opens,
            closes,
            (int) root.integer("cards-per-day", 1, 10_000, 60),
            faults);
    root.end();
    return scenario;
  }

  private static LocalTime time(Section section, String key, String otherwise) {
    String text = section.optionalText(key).orElse(otherwise);
    try {
      return LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      section.problem(key, "must be " + TIME_FORM);
      return LocalTime.parse(otherwise);
    }
  }

  private Optional<FaultRule> rule(Section fault) {
    String word = fault.text("cause", "");
    Optional<Cause> cause = Cause.of(word).filter(c -> !c.follows());
    if (cause.isEmpty()) {
      if (!word.isEmpty()) {
        fault.problem("cause", "is none; " + NearName.hint(word, Cause.words()));
      }
      return Optional.empty();
    }
    FaultRule rule =
        new FaultRule(
            cause.get(),
            fault.duration("at", Duration.ZERO, LONGEST, "0s"),
            fault.duration("within", Duration.ZERO, LONGEST, "0s"),
            lasts(fault),
            cause.get() == Cause.BROKER_RESTART ? NOTHING : selection(fault),
            ways(fault, cause.get()));
    fault.end();
    return Optional.of(rule);
  }

  private static Optional<Duration> lasts(Section fault) {
    return fault.has("lasts")
        ? Optional.of(fault.duration("lasts", Duration.ofMillis(1), LONGEST, "1h"))
        : Optional.empty();
  }

  private static final Selection NOTHING =
      new Selection(Selection.Kind.NOTHING, 0, Optional.empty());

  private static Selection selection(Section fault) {
    Optional<String> district = fault.optionalText("district");
    List<Selection.Kind> given =
        Stream.of(Selection.Kind.values())
            .filter(kind -> kind != Selection.Kind.NOTHING && fault.has(key(kind)))
            .toList();
    boolean onlyDistrict = district.isPresent() && given.isEmpty();
    boolean twice = given.contains(Selection.Kind.DISTRICTS) && district.isPresent();
    if (!onlyDistrict && (given.size() != 1 || twice)) {
      fault.problem(
          "cause",
          "must say whom it strikes, in one way: stations = 5, percent = 10, sites = 2 (each with"
              + " district = \"district-02\" or without), districts = 1, or district alone");
    }
    Selection.Kind kind = given.isEmpty() ? Selection.Kind.DISTRICTS : given.getFirst();
    int most = kind == Selection.Kind.PERCENT ? 100 : MOST_STRUCK;
    return new Selection(kind, (int) fault.integer(key(kind), 1, most, 1), district);
  }

  private static String key(Selection.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static FaultRule.Ways ways(Section fault, Cause cause) {
    FaultRule.Ways usual = FaultRule.Ways.USUAL;
    boolean version = cause == Cause.NEW_VERSION;
    boolean clock = cause == Cause.CLOCK_WRONG;
    return new FaultRule.Ways(
        cause == Cause.POWER_CUT && fault.flag("silent", usual.silent()),
        (cause.ofDevices() || version) && fault.flag("all-devices", version),
        clock ? fault.duration("behind", Duration.ofSeconds(1), LONGEST, "3h") : usual.behind(),
        cause == Cause.LINE_SLOW
            ? (int)
                fault.integer("bytes-per-second", 1, MOST_BYTES_A_SECOND, usual.bytesPerSecond())
            : usual.bytesPerSecond(),
        version ? fault.text("version", usual.version()) : usual.version(),
        version ? (int) fault.integer("faulty-percent", 0, 100, 0) : 0,
        version
            ? fault.duration("faulty-after", Duration.ZERO, LONGEST, "5m")
            : usual.faultyAfter(),
        cause == Cause.HUNG ? fault.optionalText("stuck").orElse("") : usual.stuck(),
        clock ? time(fault, "link-after") : usual.linkAfter(),
        cause == Cause.PLANNED ? stop(fault) : usual.stop());
  }

  private static Stop stop(Section fault) {
    String reason = fault.optionalText("reason").orElse(Stop.SERVICE);
    if (reason.length() > Stop.LONGEST || reason.chars().anyMatch(Character::isISOControl)) {
      fault.problem(
          "reason", "must have " + Stop.LONGEST + " characters at most, none a control character");
    }
    return new Stop(reason, time(fault, "back-in"));
  }

  private static Optional<Duration> time(Section fault, String key) {
    return fault.has(key)
        ? Optional.of(fault.duration(key, Duration.ofSeconds(1), LONGEST, "1h"))
        : Optional.empty();
  }
}
