package org.countersign.station.box;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the box says of itself.
 *
 * @param booted start of the operating system; empty if it cannot be told
 * @param source {@code mains}, {@code battery}, or empty if the box cannot tell
 * @param charge of the battery in percent; empty if there is none
 */
public record BoxState(Optional<Instant> booted, String source, OptionalDouble charge) {

  /** A box that says nothing. */
  public static final BoxState UNKNOWN = new BoxState(Optional.empty(), "", OptionalDouble.empty());
}
