package org.countersign.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertListener.Change;
import org.countersign.centre.alert.AlertRules;
import org.countersign.centre.app.Centre;
import org.countersign.centre.fleet.FleetView;
import org.countersign.centre.state.Presence;
import org.countersign.centre.state.Station;
import org.countersign.fleetsim.FleetSettings;
import org.countersign.fleetsim.FleetSimulation;
import org.countersign.fleetsim.scenario.Scenario;
import org.countersign.fleetsim.scenario.Truth;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.countersign.testbed.PrivateMosquitto;

/**
 * How long a centre is without the state of its fleet when the broker is killed and started again,
 * and whether it raises alerts about that.
 *
 * <p>A station's state is complete when it was born in a session that began after the kill, and as
 * many of its devices are online as it says are present. Nothing is wrong in the fleet, so every
 * alert is false; they are watched for until a minute after the last one could have been ripe.
 */
public final class FleetRebirth {

  private static final int USUAL_STATIONS = 4_200;
  private static final int STATIONS_OF_A_DISTRICT = 100;
  private static final int CONNECTS_A_SECOND = 500;
  private static final double LIMIT_SECONDS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration QUIET = AlertRules.USUAL.hold().plusSeconds(60);

  private final int stations;
  private final List<Alert> alerts = new CopyOnWriteArrayList<>();

  private FleetRebirth(int stations) {
    this.stations = stations;
  }

  /**
   * Runs for about three minutes.
   *
   * @param arguments stations, 4,200 if there are none
   */
  public static void main(String[] arguments) throws Exception {
    int stations = arguments.length == 0 ? USUAL_STATIONS : Integer.parseInt(arguments[0]);
    new FleetRebirth(stations).run();
  }

  private void run() throws Exception {
    try (TemporaryFolder folder = new TemporaryFolder("rebirth");
        PrivateMosquitto broker = PrivateMosquitto.start(folder.path());
        Centre centre =
            BenchCentre.start(folder.path().resolve("centre"), broker.uri(), this::changed);
        FleetSimulation fleet = FleetSimulation.start(settings(broker), Truth.UNKNOWN)) {
      run(broker, centre, fleet);
    }
  }

  private void changed(Change change, Alert alert) {
    if (change == Change.OPENED) {
      alerts.add(alert);
    }
  }

  private FleetSettings settings(PrivateMosquitto broker) {
    FleetSettings usual =
        FleetSettings.of(
            broker.uri(),
            stations,
            Math.max(1, stations / STATIONS_OF_A_DISTRICT),
            Scenario.quiet());
    return usual
        .withPrimaryHost(Optional.of(BenchCentre.ID))
        .withSessions(usual.keepAlive(), usual.least(), CONNECTS_A_SECOND);
  }

  private void run(PrivateMosquitto broker, Centre centre, FleetSimulation fleet)
      throws IOException, InterruptedException {
    Await.until("the fleet is born", PATIENCE, () -> complete(centre, Map.of()) == stations);
    // A morning's first reports, and every session is proven to hold.
    settle(Duration.ofSeconds(35));
    Map<EdgeNodeDescriptor, Integer> sessions = sessions(centre);
    alerts.clear();
    long killed = System.nanoTime();
    broker.kill();
    broker.restart();
    double away = secondsSince(killed);
    double half = await(centre, sessions, stations / 2, killed);
    double all = await(centre, sessions, stations, killed);
    settle(QUIET);
    long asked = centre.parts().fleet().ask(view -> view.host().rebirthsAsked()).join();
    new BenchReport("rebirth", "STATIONS", "BROKER AWAY, s", "HALF AGAIN, s", "ALL, s", "ALERTS")
        .row(stations, away, half, all, alerts.size())
        .figure("seconds", all)
        .figure("secondsLimit", LIMIT_SECONDS)
        .figure("falseAlerts", alerts.size())
        .figure("stations", stations)
        .figure("brokerAway", away)
        .figure("halfSeconds", half)
        .figure("connected", fleet.figures().connected())
        .figure("rebirthsAsked", asked)
        .figure(
            "dropped", centre.parts().link().status().dropped() + centre.parts().fleet().dropped())
        .print(System.out);
    alerts.forEach(alert -> System.err.println("false: " + alert));
  }

  private double await(
      Centre centre, Map<EdgeNodeDescriptor, Integer> before, int enough, long since)
      throws IOException, InterruptedException {
    Await.until(
        enough + " stations are complete", PATIENCE, () -> complete(centre, before) >= enough);
    return secondsSince(since);
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) / 1e9;
  }

  private static void settle(Duration time) {
    long ends = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = ends - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** bdSeq of every station's session. */
  private static Map<EdgeNodeDescriptor, Integer> sessions(Centre centre) {
    return centre
        .parts()
        .fleet()
        .ask(view ->
            view.host().known().collect(Collectors.toMap(KnownNode::node, KnownNode::bdSeq)))
        .join();
  }

  private static long complete(Centre centre, Map<EdgeNodeDescriptor, Integer> before) {
    return centre.parts().fleet().ask(view -> complete(view, before)).join();
  }

  private static long complete(FleetView view, Map<EdgeNodeDescriptor, Integer> before) {
    Map<EdgeNodeDescriptor, Integer> now = new HashMap<>();
    view.host().known().forEach(node -> now.put(node.node(), node.bdSeq()));
    return view.state().stations().stream()
        .filter(station -> !now.getOrDefault(station.node(), -1).equals(before.get(station.node())))
        .filter(FleetRebirth::isComplete)
        .count();
  }

  private static boolean isComplete(Station station) {
    OptionalLong present = station.whole("Devices/Present");
    long here = station.devices().stream().filter(d -> d.presence() == Presence.ONLINE).count();
    return station.presence() == Presence.ONLINE
        && present.isPresent()
        && present.getAsLong() == here;
  }
}
