package org.countersign.benchmarks;

import java.util.List;
import java.util.Optional;
import org.countersign.centre.fleet.FleetView;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * The centre's words for why stations are not heard. Only inside a question to the fleet; times are
 * milliseconds since 1970-01-01T00:00:00Z.
 */
interface SilenceWords {

  /**
   * A silence that is over.
   *
   * @param to when the station was heard again
   * @param why the word at which the centre arrived then
   */
  record Ended(EdgeNodeDescriptor station, long to, String why) {}

  /** A centre that does not say why. */
  SilenceWords NONE =
      new SilenceWords() {
        @Override
        public boolean areThere() {
          return false;
        }

        @Override
        public Optional<String> why(FleetView fleet, EdgeNodeDescriptor station, long now) {
          return Optional.empty();
        }

        @Override
        public List<Ended> ended(FleetView fleet, long now) {
          return List.of();
        }
      };

  /** Whether it says anything. */
  boolean areThere();

  /** Its word for a station now; empty if nothing is wrong with it, or nothing is said. */
  Optional<String> why(FleetView fleet, EdgeNodeDescriptor station, long now);

  /** Silences that ended since the last call. */
  List<Ended> ended(FleetView fleet, long now);
}
