package org.countersign.fleetsim.link;

import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.scenario.Fault;

/** The lines of a fleet, each with its station, as a scenario sees them. */
public interface Lines {

  /** Another station; its number is how many there were. */
  void add(SimulatedStation station);

  /**
   * Does something at a moment of the scenario, on a station's thread.
   *
   * @param station {@link Fault#NO_STATION} for what is no station's
   */
  void at(int station, long scenarioMillis, Runnable what);

  /** A fault strikes. On its station's thread. */
  void begin(Fault fault);

  /** A fault is over. On its station's thread. */
  void end(Fault fault);

  /** A station, for use on its own thread. */
  SimulatedStation station(int number);
}
