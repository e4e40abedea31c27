package org.countersign.fleetsim;

import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.countersign.fleetsim.box.OpeningDay;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.box.StationIdentity;
import org.countersign.fleetsim.link.FleetClock;
import org.countersign.fleetsim.link.FleetLines;
import org.countersign.fleetsim.link.LineTally;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.FaultPlan;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Truth;

/**
 * A running fleet. It goes on until it is closed, beyond the end of its scenario too. Any thread
 * may call.
 */
public final class FleetSimulation implements AutoCloseable {

  /** Version of the software of every station until a scenario changes it. */
  public static final String VERSION = "0.1.0";

  private final FleetSettings settings;
  private final Truth truth;
  private final FleetClock clock;
  private final FleetLines lines;
  private final AtomicIntegerArray inForce = new AtomicIntegerArray(Cause.values().length);
  private volatile String trouble = "";

  private FleetSimulation(FleetSettings settings, Truth truth) {
    this.settings = settings;
    this.truth = truth;
    this.clock =
        new FleetClock(System::nanoTime, settings.pace(), settings.begin(), settings.virtualTime());
    this.lines =
        new FleetLines(
            new FleetLines.Terms(
                InetSocketAddress.createUnresolved(settings.broker().getHost(), settings.port()),
                settings.keepAlive(),
                settings.least(),
                settings.primaryHost(),
                settings.records(),
                reason -> trouble = reason),
            clock,
            settings.threads());
  }

  /**
   * Starts a fleet; its stations connect from now on.
   *
   * @param truth takes every fault as it strikes, on the fleet's threads
   * @throws IllegalArgumentException if the scenario's faults do not fit the fleet
   */
  public static FleetSimulation start(FleetSettings settings, Truth truth) {
    List<Fault> faults =
        FaultPlan.draw(
            settings.scenario(),
            settings.stations(),
            station -> identity(settings, station).node().group(),
            settings.seed());
    FleetSimulation simulation = new FleetSimulation(settings, truth);
    simulation.populate();
    simulation.lines.start(settings.connectsPerSecond());
    faults.forEach(simulation::schedule);
    return simulation;
  }

  private static StationIdentity identity(FleetSettings settings, int station) {
    return StationIdentity.of(station, settings.stations(), settings.districts());
  }

  private void populate() {
    Scenario scenario = settings.scenario();
    OpeningDay day = new OpeningDay(scenario.begins(), scenario.opens(), scenario.closes());
    SimulatedStation.Terms terms =
        new SimulatedStation.Terms(
            day, scenario.cardsPerDay(), settings.epoch(), settings.records(), VERSION);
    for (int number = 0; number < settings.stations(); number++) {
      lines.add(
          new SimulatedStation(identity(settings, number), terms, clock::wall, settings.seed()));
    }
  }

  private void schedule(Fault fault) {
    lines.at(fault.station(), fault.from(), () -> begin(fault));
    if (fault.to() != Long.MAX_VALUE) {
      lines.at(fault.station(), fault.to(), () -> end(fault));
    }
  }

  private void begin(Fault fault) {
    inForce.incrementAndGet(fault.cause().ordinal());
    if (fault.station() == Fault.NO_STATION) {
      tell(fault, "", "", "");
      return;
    }
    lines.begin(fault);
    SimulatedStation station = lines.station(fault.station());
    tell(
        fault,
        station.identity().node().group(),
        station.identity().node().node(),
        station.capacity().name().toLowerCase(Locale.ROOT));
  }

  private void tell(Fault fault, String district, String station, String capacity) {
    long to = fault.to() == Long.MAX_VALUE ? Long.MAX_VALUE : clock.wall(fault.to());
    truth.tell(
        new Truth.Entry(
            clock.wall(),
            district,
            station,
            fault.cause(),
            capacity,
            clock.wall(fault.from()),
            to));
  }

  private void end(Fault fault) {
    inForce.decrementAndGet(fault.cause().ordinal());
    if (fault.station() != Fault.NO_STATION) {
      lines.end(fault);
    }
  }

  /** How it is. */
  public FleetFigures figures() {
    Map<Cause, Integer> faults = new EnumMap<>(Cause.class);
    for (Cause cause : Cause.values()) {
      int stations = inForce.get(cause.ordinal());
      if (stations > 0) {
        faults.put(cause, stations);
      }
    }
    LineTally tally = lines.tally();
    return new FleetFigures(
        settings.stations(),
        tally.connected(),
        tally.connects(),
        tally.failures(),
        tally.published(),
        tally.bytes(),
        tally.received(),
        faults,
        trouble);
  }

  /** Cards that all stations have issued. Waits for the fleet's threads. */
  public long issued() throws InterruptedException {
    return lines.sum(SimulatedStation::issued);
  }

  /** Records that no centre has acknowledged. Waits for the fleet's threads. */
  public long backlog() throws InterruptedException {
    return lines.sum(SimulatedStation::backlog);
  }

  /** Every station says goodbye, as one does that is stopped; at most about six seconds. */
  @Override
  public void close() {
    lines.close();
  }
}
