package org.countersign.centre.plan;

import java.time.Duration;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * Planned work. Times are milliseconds since 1970-01-01T00:00:00Z, by the centre's clock.
 *
 * @param id from 1; 0 as long as the book has given none
 * @param station empty for the whole district
 * @param from first moment
 * @param to first moment after it, at most {@link #LONGEST} later
 * @param reason what is done there, 1 to {@value #LONGEST_REASON} characters
 * @param by who planned it
 */
public record Plan(
    long id,
    String district,
    Optional<String> station,
    long from,
    long to,
    String reason,
    String by) {

  /** What takes longer is no plan but another fleet. */
  public static final Duration LONGEST = Duration.ofDays(90);

  /** Characters. */
  public static final int LONGEST_REASON = 200;

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if it ends before it begins, lasts too long or has no reason
   */
  public Plan {
    if (to <= from || to - from > LONGEST.toMillis()) {
      throw new IllegalArgumentException(
          "a plan: to must be after from, at most %d days, found %d to %d"
              .formatted(LONGEST.toDays(), from, to));
    }
    if (reason.isBlank() || reason.length() > LONGEST_REASON) {
      throw new IllegalArgumentException(
          "a plan: a reason of 1 to %d characters is needed, found %d"
              .formatted(LONGEST_REASON, reason.length()));
    }
  }

  /** Whether it speaks of a station at a moment. */
  public boolean covers(EdgeNodeDescriptor node, long now) {
    return from <= now
        && now < to
        && district.equals(node.group())
        && station.map(node.node()::equals).orElse(true);
  }

  Plan withId(long given) {
    return new Plan(given, district, station, from, to, reason, by);
  }
}
