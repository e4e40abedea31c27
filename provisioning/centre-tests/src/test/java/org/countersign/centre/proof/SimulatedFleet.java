package org.countersign.centre.proof;

import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.fleetsim.FleetSimulation;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.FaultRule;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Selection;
import org.countersign.fleetsim.scenario.Truth;

/** A fleet, with the faults that struck it. */
final class SimulatedFleet implements AutoCloseable {

  private static final double PACE = 60;

  /** Twice the usual, so that seconds bring hundreds of cards. */
  private static final int CARDS_PER_DAY = 120;

  private final Queue<Truth.Entry> struck = new ConcurrentLinkedQueue<>();
  private final FleetSimulation fleet;

  private SimulatedFleet(FleetSettings settings) {
    fleet = FleetSimulation.start(settings, struck::add);
  }

  /** Starts one whose minutes are seconds; what its line loses is noticed within seconds too. */
  static SimulatedFleet start(URI broker, int stations, int districts, FaultRule... faults) {
    return new SimulatedFleet(
        FleetSettings.of(broker, stations, districts, day(faults))
            .withPace(PACE, false)
            .withSessions(Duration.ofSeconds(5), Duration.ofSeconds(1), 1_000));
  }

  /** Starts a large one in real time, in which little happens. */
  static SimulatedFleet large(URI broker, int stations, int districts) {
    return new SimulatedFleet(
        FleetSettings.of(broker, stations, districts, day())
            .withSessions(Duration.ofSeconds(60), Duration.ofSeconds(10), 1_000));
  }

  private static Scenario day(FaultRule... faults) {
    LocalTime opens = LocalTime.of(8, 30);
    return new Scenario(
        "proof",
        "A day of a test.",
        opens,
        Duration.ofHours(9),
        opens,
        LocalTime.of(17, 30),
        CARDS_PER_DAY,
        List.of(faults));
  }

  /** A fault that strikes so many seconds after the begin, and lasts. */
  static FaultRule after(int seconds, Cause cause, Selection selection) {
    return new FaultRule(
        cause,
        Duration.ofMinutes(seconds),
        Duration.ZERO,
        Optional.empty(),
        selection,
        FaultRule.Ways.USUAL);
  }

  /** Any so many stations. */
  static Selection stations(int count) {
    return new Selection(Selection.Kind.STATIONS, count, Optional.empty());
  }

  /** Every station. */
  static Selection everyStation() {
    return new Selection(Selection.Kind.PERCENT, 100, Optional.empty());
  }

  /** What struck until now. */
  List<Truth.Entry> struck() {
    return List.copyOf(struck);
  }

  /** Cards that it has issued. */
  long issued() throws InterruptedException {
    return fleet.issued();
  }

  /** Sessions that are up. */
  int connected() {
    return fleet.figures().connected();
  }

  @Override
  public void close() {
    fleet.close();
  }
}
