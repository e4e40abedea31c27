package org.countersign.personalization.profile;

import java.util.List;
import java.util.Optional;

/**
 * A text element of an application.
 *
 * @param name as it stands in the application's data
 * @param required whether an application without it is refused
 * @param personal whether it says something about the holder, so that it must stand in a protected
 *     file
 * @param declaredPublic whether a personal element may all the same be read by anybody
 * @param form what it may look like
 * @param defaultValue what is taken when it is absent
 */
public record DataElement(
    String name,
    boolean required,
    boolean personal,
    boolean declaredPublic,
    Form form,
    Optional<Default> defaultValue) {

  /** What a text may look like. */
  public sealed interface Form {}

  /**
   * Any text.
   *
   * @param minLength fewest characters
   * @param maxLength most characters
   * @param maxBytes most bytes in UTF-8
   * @param oneOf the only values allowed; empty for any
   */
  public record Text(
      Characters characters, int minLength, int maxLength, int maxBytes, List<String> oneOf)
      implements Form {
    public Text {
      oneOf = List.copyOf(oneOf);
    }
  }

  /**
   * A day of the calendar, yyyy-MM-dd.
   *
   * @param earliest first day allowed
   * @param latest last day allowed
   * @param after name of another date element that must be before this one
   */
  public record Day(Optional<DayBound> earliest, Optional<DayBound> latest, Optional<String> after)
      implements Form {}

  /** A day counted from the day of issue: {@code today}, {@code today-130y}, {@code today+20y}. */
  public record DayBound(int years) {
    @Override
    public String toString() {
      return years == 0 ? "today" : "today" + (years < 0 ? "" : "+") + years + "y";
    }
  }

  /** What stands in for an absent element. */
  public sealed interface Default {}

  /** The day of issue (UTC). */
  public record Today() implements Default {}

  /** A fixed text. */
  public record Fixed(String text) implements Default {}
}
