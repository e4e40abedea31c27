package org.countersign.centre.alert;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Set;

/**
 * When counters are open, which is when a station that makes no card is missed.
 *
 * @param from first moment of a day, in the zone
 * @param to first moment after it; may be {@link LocalTime#MIDNIGHT} for the end of the day
 * @param closed days on which nobody comes, whatever day of the week they are
 */
public record OpeningHours(
    Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, Set<LocalDate> closed) {

  /** Day and night. */
  public static final OpeningHours ALWAYS =
      new OpeningHours(
          EnumSet.allOf(DayOfWeek.class),
          LocalTime.MIDNIGHT,
          LocalTime.MIDNIGHT,
          ZoneId.of("UTC"),
          Set.of());

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException if a day would end before it begins
   */
  public OpeningHours {
    if (!to.equals(LocalTime.MIDNIGHT) && !from.isBefore(to)) {
      throw new IllegalArgumentException(
          "opening hours: from before to is needed, found " + from + " to " + to);
    }
    days = Set.copyOf(days);
    closed = Set.copyOf(closed);
  }

  /** Whether counters are open at a moment. */
  public boolean isOpen(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    LocalTime time = local.toLocalTime();
    return days.contains(local.getDayOfWeek())
        && !closed.contains(local.toLocalDate())
        && !time.isBefore(from)
        && (to.equals(LocalTime.MIDNIGHT) || time.isBefore(to));
  }
}
