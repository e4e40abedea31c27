package org.countersign.fleetsim;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.countersign.fleetsim.box.OpeningDay;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.box.StationIdentity;
import org.countersign.fleetsim.link.FleetClock;
import org.countersign.fleetsim.link.Lines;
import org.countersign.fleetsim.scenario.Cause;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.FaultPlan;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Truth;

/** A scenario at work on the lines of a fleet, and what it tells of the truth. */
final class FleetScript {

  private final FleetSettings settings;
  private final Truth truth;
  private final FleetClock clock;
  private final Lines lines;
  private final List<Fault> faults;
  private final AtomicIntegerArray inForce = new AtomicIntegerArray(Cause.values().length);

  /**
   * Adds the stations.
   *
   * @param faults of {@link #draw}
   */
  FleetScript(
      FleetSettings settings, List<Fault> faults, Truth truth, FleetClock clock, Lines lines) {
    this.settings = settings;
    this.faults = faults;
    this.truth = truth;
    this.clock = clock;
    this.lines = lines;
    populate();
  }

  /**
   * The faults of a fleet.
   *
   * @throws IllegalArgumentException if the scenario's faults do not fit the fleet
   */
  static List<Fault> draw(FleetSettings settings) {
    return FaultPlan.draw(
        settings.scenario(),
        settings.stations(),
        station -> identity(settings, station).node().group(),
        station -> identity(settings, station).site(),
        settings.seed());
  }

  private static StationIdentity identity(FleetSettings settings, int station) {
    return StationIdentity.of(station, settings.stations(), settings.districts());
  }

  private void populate() {
    Scenario scenario = settings.scenario();
    OpeningDay day = new OpeningDay(scenario.begins(), scenario.opens(), scenario.closes());
    SimulatedStation.Terms terms =
        new SimulatedStation.Terms(
            day,
            scenario.cardsPerDay(),
            settings.epoch(),
            settings.records(),
            FleetSimulation.VERSION,
            settings.keepAlive());
    for (int number = 0; number < settings.stations(); number++) {
      lines.add(
          new SimulatedStation(identity(settings, number), terms, clock::wall, settings.seed()));
    }
    faults.forEach(this::foresee);
  }

  private void foresee(Fault fault) {
    if (fault.station() != Fault.NO_STATION) {
      lines.station(fault.station()).foresee(fault);
    }
  }

  /** Sets the time of every fault. */
  void schedule() {
    faults.forEach(this::schedule);
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

  /** Stations by cause in force. */
  Map<Cause, Integer> faultsInForce() {
    Map<Cause, Integer> faults = new EnumMap<>(Cause.class);
    for (Cause cause : Cause.values()) {
      int stations = inForce.get(cause.ordinal());
      if (stations > 0) {
        faults.put(cause, stations);
      }
    }
    return faults;
  }
}
