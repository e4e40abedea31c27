package org.countersign.station.discovery;

import java.util.List;

/**
 * Something that is plugged in.
 *
 * @param what in words
 * @param kind what can be said of it
 * @param advice what that means and what to do, one sentence a line
 * @param file what would make it a device; empty unless {@link Kind#DRIVABLE}
 */
public record Finding(String what, Kind kind, List<String> advice, java.util.Optional<File> file) {

  /** What can be said. */
  public enum Kind {
    /** A device of the station. */
    CONFIGURED,
    /** A driver names it. */
    DRIVABLE,
    /** More than one driver names it. */
    AMBIGUOUS,
    /** No driver names it. */
    UNKNOWN
  }

  /**
   * A device's file.
   *
   * @param name for example {@code devices.d/acme-e100-1.toml}
   * @param text all of it
   * @param complete whether nothing is left to be filled in
   */
  public record File(String name, String text, boolean complete) {}

  public Finding {
    advice = List.copyOf(advice);
  }
}
