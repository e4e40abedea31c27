package org.countersign.toml;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with their unit. */
public final class Units {

  /** How a duration is written. */
  public static final String DURATION_FORM = "a number with its unit: 250us, 20ms, 5s, 2m or 1h";

  /** How a size is written. */
  public static final String SIZE_FORM = "a number with its unit: 512B, 64KiB, 1MiB or 2GiB";

  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([A-Za-z]{1,3})");

  private static final Map<String, ChronoUnit> DURATIONS =
      Map.of(
          "us", ChronoUnit.MICROS,
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS);

  private static final Map<String, Long> SIZES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private Units() {}

  /** A duration; empty if it is not one. */
  public static Optional<Duration> duration(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !DURATIONS.containsKey(form.group(2))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Duration.of(Long.parseLong(form.group(1)), DURATIONS.get(form.group(2))));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A duration in whole microseconds; empty if it is longer than 292,000 years. */
  public static Optional<String> micros(Duration duration) {
    try {
      return Optional.of(
          Long.toString(
              Math.addExact(
                  Math.multiplyExact(duration.toSeconds(), 1_000_000L),
                  duration.toNanosPart() / 1_000)));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A size in bytes; empty if it is not one. */
  public static Optional<Long> size(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !SIZES.containsKey(form.group(2))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Math.multiplyExact(Long.parseLong(form.group(1)), SIZES.get(form.group(2))));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
