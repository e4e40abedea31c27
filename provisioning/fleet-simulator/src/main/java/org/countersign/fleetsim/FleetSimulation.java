package org.countersign.fleetsim;

import java.net.InetSocketAddress;
import java.util.List;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.link.FleetClock;
import org.countersign.fleetsim.link.FleetLines;
import org.countersign.fleetsim.link.LineTally;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.Truth;

/**
 * A running fleet. It goes on until it is closed, beyond the end of its scenario too. Any thread
 * may call.
 */
public final class FleetSimulation implements AutoCloseable {

  /** Version of the software of every station until a scenario changes it. */
  public static final String VERSION = "0.1.0";

  private final FleetSettings settings;
  private final FleetLines lines;
  private final FleetScript script;
  private volatile String trouble = "";

  private FleetSimulation(FleetSettings settings, List<Fault> faults, Truth truth) {
    this.settings = settings;
    FleetClock clock =
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
    this.script = new FleetScript(settings, faults, truth, clock, lines);
  }

  /**
   * Starts a fleet; its stations connect from now on.
   *
   * @param truth takes every fault as it strikes, on the fleet's threads
   * @throws IllegalArgumentException if the scenario's faults do not fit the fleet
   */
  public static FleetSimulation start(FleetSettings settings, Truth truth) {
    FleetSimulation simulation = new FleetSimulation(settings, FleetScript.draw(settings), truth);
    simulation.lines.start(settings.connectsPerSecond());
    simulation.script.schedule();
    return simulation;
  }

  /** How it is. */
  public FleetFigures figures() {
    LineTally tally = lines.tally();
    return new FleetFigures(
        settings.stations(),
        tally.connected(),
        tally.connects(),
        tally.failures(),
        tally.published(),
        tally.bytes(),
        tally.received(),
        script.faultsInForce(),
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
