package org.countersign.fleetsim;

import java.util.List;
import java.util.function.BiConsumer;
import org.countersign.fleetsim.link.VirtualLines;
import org.countersign.fleetsim.scenario.Fault;
import org.countersign.fleetsim.scenario.Truth;

/**
 * A fleet without network, whose time passes when it is told to: the same stations, people and
 * faults as {@link FleetSimulation} has, before a broker that loses nothing. Pace, records, primary
 * host and the broker's address mean nothing here. One thread.
 */
public final class VirtualFleet {

  private final VirtualLines lines;

  private VirtualFleet(VirtualLines lines) {
    this.lines = lines;
  }

  /**
   * A fleet at its begin; nothing has happened yet.
   *
   * @param truth takes every fault as it strikes
   * @param receiver takes topic and payload of every message, while the time passes
   * @throws IllegalArgumentException if the scenario's faults do not fit the fleet
   */
  public static VirtualFleet of(
      FleetSettings settings, Truth truth, BiConsumer<String, byte[]> receiver) {
    List<Fault> faults = FleetScript.draw(settings);
    VirtualLines lines =
        new VirtualLines(settings.keepAlive(), settings.least(), settings.begin(), receiver);
    FleetScript script =
        new FleetScript(
            settings.withRecords(false, settings.epoch()), faults, truth, lines.clock(), lines);
    lines.start(settings.connectsPerSecond());
    script.schedule();
    return new VirtualFleet(lines);
  }

  /**
   * Lets the time pass.
   *
   * @param to milliseconds since the begin, not before the time that it is
   */
  public void advance(long to) {
    lines.advance(to);
  }

  /** Takes what a host publishes, at the time that it is; between two advances. */
  public void received(String topic, byte[] payload) {
    lines.received(topic, payload);
  }
}
