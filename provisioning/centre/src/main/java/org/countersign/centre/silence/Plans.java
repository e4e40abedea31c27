package org.countersign.centre.silence;

import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** Which work is planned. The fleet's thread asks; must not wait. */
@FunctionalInterface
public interface Plans {

  /** Nothing is planned. */
  Plans NONE = (station, now) -> Optional.empty();

  /**
   * Planned work at a station.
   *
   * @param to its end, milliseconds since 1970-01-01T00:00:00Z
   * @param reason who planned it says, at most 200 characters
   */
  record Work(long to, String reason) {}

  /** The work that covers a moment, milliseconds since 1970-01-01T00:00:00Z. */
  Optional<Work> covering(EdgeNodeDescriptor station, long now);
}
