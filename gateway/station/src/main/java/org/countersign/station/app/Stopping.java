package org.countersign.station.app;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.countersign.station.box.RunMarker;
import org.countersign.station.box.StopNotice;
import org.countersign.station.box.SystemState;
import org.countersign.station.fleet.PlannedStop;

/** How a run of the station ends, and what is said of it. Any thread. */
final class Stopping {

  /** Why, if the service alone is stopped. */
  static final String SERVICE = "the service is stopped";

  /** Why, if the whole box goes down. */
  static final String BOX = "the box is shut down";

  private final RunMarker marker;
  private final SystemState system;
  private final Path notices;
  private final InstantSource clock;
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile Consumer<PlannedStop> centre = stop -> {};
  private volatile Supplier<String> stuck = () -> "";

  /**
   * Of a run that begins.
   *
   * @param notices folder where a {@link StopNotice} is left; one for an earlier stop goes
   */
  Stopping(RunMarker marker, SystemState system, Path notices, InstantSource clock) {
    this.marker = marker;
    this.system = system;
    this.notices = notices;
    this.clock = clock;
    Optional<StopNotice> ignored = notice();
  }

  private Optional<StopNotice> notice() {
    return StopNotice.take(notices, clock.instant());
  }

  /**
   * A centre is to hear of it.
   *
   * @param link tells it
   * @param parts which of them does not answer any more
   */
  void toldOver(Consumer<PlannedStop> link, Supplier<String> parts) {
    centre = link;
    stuck = parts;
  }

  /**
   * It stops now. One whose insides hang was given up by whoever watches it, which nobody planned.
   * A second call does nothing.
   */
  void begin() {
    if (begun.compareAndSet(false, true) && stuck.get().isEmpty()) {
      marker.endsInOrder();
      PlannedStop stop =
          notice()
              .map(left -> new PlannedStop(left.reason(), left.until()))
              .orElseGet(this::bySystem);
      centre.accept(stop);
    }
  }

  private PlannedStop bySystem() {
    return PlannedStop.of(system.isStopping() ? BOX : SERVICE);
  }
}
