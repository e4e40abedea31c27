package org.countersign.protocol.sparkplug.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;

/**
 * Edge Node and host over a broker that does what TCP and QoS 0 allow: it keeps the order of one
 * sender while it is well, loses messages of a sender that is cut off and of a receiver that is
 * slow, mixes the order when it is a cluster, and loses either side. When all is quiet, the host
 * knows what is.
 */
class EdgeToHostPropertyTest {

  private static final EdgeNodeDescriptor NODE = new EdgeNodeDescriptor("chaoyang", "station-7");

  @Property(tries = 1_500)
  void whenAllIsQuietTheHostKnowsTheEdgeNode(@ForAll long seed) {
    World world = new World(new Random(seed));
    for (int step = 0; step < 250; step++) {
      world.step();
    }
    world.settle();
    assertThat(world.picture).isEqualTo(world.truth());
  }

  private static final class World implements HostOutput {

    private final Random random;
    private long now;
    private final InstantSource clock = () -> Instant.ofEpochMilli(1_700_000_000_000L + now);
    private final HostApplication host;
    private final EdgeNodeSession edge;
    private final Deque<OutgoingMessage> toHost = new ArrayDeque<>();
    private final Deque<HostMessage> toEdge = new ArrayDeque<>();
    private Optional<OutgoingMessage> will = Optional.empty();
    private boolean hostUp;
    private boolean edgeUp;
    private int bdSeq = 255;

    // What is true.
    private final TreeMap<String, Long> ofNode = new TreeMap<>(Map.of("a", 0L));
    private final TreeMap<String, TreeMap<String, Long>> ofDevices = new TreeMap<>();

    /** What the host was told: owner, metric, value; nothing of owners that are not online. */
    final TreeMap<String, TreeMap<String, MetricValue>> picture = new TreeMap<>();

    World(Random random) {
      this.random = random;
      HostSettings usual = HostSettings.of("centre-1");
      this.host = new HostApplication(usual, clock, this);
      Optional<String> primary = random.nextBoolean() ? Optional.of("centre-1") : Optional.empty();
      this.edge = new EdgeNodeSession(NODE, primary, clock);
    }

    void step() {
      now += 1 + random.nextInt(400);
      switch (random.nextInt(16)) {
        case 0 -> loseSomeOfTheWay();
        case 1 -> swapTwo();
        case 2 -> edgeConnects();
        case 3 -> edgeIsCut();
        case 4 -> hostConnects();
        case 5 -> hostIsCut();
        case 6 -> now += random.nextInt(40_000);
        case 7, 8 -> changeDevices();
        case 9 -> ofNode.put("new" + random.nextInt(3), 0L);
        default -> {
          change();
          edgeReports();
        }
      }
      deliver(random.nextInt(6));
      host.tick(now);
    }

    /**
     * Everybody comes back, nothing is lost any more, and one thing changes: with QoS 0 nobody can
     * see that the last message of a quiet Edge Node was lost until it says another one.
     */
    void settle() {
      edgeConnects();
      hostConnects();
      ofNode.merge("a", 1L, Long::sum);
      edgeReports();
      for (int i = 0; i < 400; i++) {
        deliver(Integer.MAX_VALUE);
        now += 5_000;
        host.tick(now);
        deliver(Integer.MAX_VALUE);
        edgeReports();
      }
      deliver(Integer.MAX_VALUE);
    }

    TreeMap<String, TreeMap<String, MetricValue>> truth() {
      TreeMap<String, TreeMap<String, MetricValue>> all = new TreeMap<>();
      all.put("", values(image().metrics()));
      image().devices().forEach((device, metrics) -> all.put(device, values(metrics)));
      return all;
    }

    private static TreeMap<String, MetricValue> values(List<Metric> metrics) {
      TreeMap<String, MetricValue> values = new TreeMap<>();
      for (Metric metric : metrics) {
        String name = metric.name().orElseThrow();
        if (!name.equals("bdSeq") && !name.equals("Node Control/Rebirth")) {
          values.put(name, metric.value());
        }
      }
      return values;
    }

    // ---- the Edge Node

    private void change() {
      ofNode.replaceAll((name, value) -> random.nextBoolean() ? value + 1 : value);
      ofDevices.values().forEach(d -> d.replaceAll((name, value) -> value + random.nextInt(2)));
    }

    private void changeDevices() {
      String id = "d" + random.nextInt(3);
      if (ofDevices.remove(id) == null) {
        ofDevices.put(id, new TreeMap<>(Map.of("s", random.nextLong(100))));
      }
      edgeReports();
    }

    private NodeImage image() {
      Map<String, List<Metric>> devices = new TreeMap<>();
      ofDevices.forEach((id, values) -> devices.put(id, metrics(values)));
      return NodeImage.of(metrics(ofNode), devices);
    }

    private List<Metric> metrics(Map<String, Long> values) {
      List<Metric> metrics = new ArrayList<>();
      values.forEach((name, value) ->
          metrics.add(Metric.of(name, MetricType.INT64, MetricValue.of(value), clock.millis())));
      return metrics;
    }

    private void edgeReports() {
      if (edgeUp) {
        toHost.addAll(edge.publish(image()));
      }
    }

    private void edgeConnects() {
      if (edgeUp) {
        return;
      }
      bdSeq = EdgeNodeSession.bdSeqAfter(bdSeq);
      will = Optional.of(edge.connect(bdSeq).will());
      edge.connected();
      edgeUp = true;
      hostState(hostUp);
      edgeReports();
    }

    /** The last messages are still in its socket, the will comes after what arrived. */
    private void edgeIsCut() {
      if (!edgeUp) {
        return;
      }
      for (int lost = random.nextInt(3); lost > 0 && !toHost.isEmpty(); lost--) {
        toHost.removeLast();
      }
      edge.lost();
      edgeUp = false;
      will.ifPresent(toHost::add);
    }

    private void hostState(boolean online) {
      if (edgeUp) {
        react(
            edge.received(
                "spBv1.0/STATE/centre-1",
                new org.countersign.protocol.sparkplug.HostState(online, clock.millis()).bytes()));
      }
    }

    private void react(Reaction reaction) {
      if (reaction instanceof Reaction.Rebirth) {
        toHost.addAll(edge.rebirth(image()));
      } else if (reaction instanceof Reaction.HostOffline) {
        toHost.addAll(edge.leave());
        edgeUp = false;
        edgeConnects();
      } else if (reaction instanceof Reaction.HostOnline) {
        edgeReports();
      }
    }

    // ---- the host

    private void hostConnects() {
      if (!hostUp) {
        host.connect();
        host.connected(now);
        hostUp = true;
        hostState(true);
      }
    }

    private void hostIsCut() {
      if (hostUp) {
        host.lost();
        hostUp = false;
        hostState(false);
      }
    }

    // ---- the broker

    private void deliver(int most) {
      for (int i = 0; i < most && !(toHost.isEmpty() && toEdge.isEmpty()); i++) {
        OutgoingMessage up = toHost.poll();
        if (up != null && hostUp) {
          host.received(up.topic().toString(), up.bytes(), now);
        }
        HostMessage down = toEdge.poll();
        if (down != null && edgeUp) {
          now++; // A birth that answers is later than the one before.
          react(edge.received(down.topic(), down.bytes()));
        }
      }
    }

    private void loseSomeOfTheWay() {
      toHost.removeIf(m -> m.qos() == 0 && random.nextInt(3) == 0);
      toEdge.removeIf(m -> m.qos() == 0 && random.nextBoolean());
    }

    private void swapTwo() {
      if (toHost.size() >= 2) {
        OutgoingMessage first = toHost.removeFirst();
        OutgoingMessage second = toHost.removeFirst();
        toHost.addFirst(first);
        toHost.addFirst(second);
      }
    }

    @Override
    public void publish(HostMessage message) {
      if (message instanceof HostMessage.Command) {
        toEdge.add(message);
      }
    }

    @Override
    public void event(HostEvent event) {
      if (event instanceof HostEvent.NodeBorn born) {
        picture.clear();
        picture.put("", values(born.metrics()));
      } else if (event instanceof HostEvent.DeviceBorn born) {
        picture.put(born.device(), values(born.metrics()));
      } else if (event instanceof HostEvent.Changed changed) {
        picture.get(changed.device().orElse("")).putAll(values(changed.metrics()));
      } else if (event instanceof HostEvent.NodeDied) {
        picture.clear();
      } else if (event instanceof HostEvent.DeviceDied died) {
        picture.remove(died.device());
      }
    }
  }
}
