package org.countersign.station.fleet;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.station.jobs.EventFeed.Subscription;

/** A station whose facts the test sets. */
final class FakeStation implements FleetSource {

  private final ConcurrentSkipListMap<String, MetricValue> node = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<String, String> devices = new ConcurrentSkipListMap<>();
  private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();
  final AtomicInteger snapshots = new AtomicInteger();
  volatile boolean broken;
  volatile String stuck = "";

  FakeStation() {
    node.put("Cards/Issued", MetricValue.of(0L));
  }

  void issued(long cards) {
    node.put("Cards/Issued", MetricValue.of(cards));
    ring();
  }

  void metric(String name, long value) {
    node.put(name, MetricValue.of(value));
    ring();
  }

  void device(String id, String state) {
    devices.put(id, state);
    ring();
  }

  void lose(String id) {
    devices.remove(id);
    ring();
  }

  void ring() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public NodeImage snapshot() {
    snapshots.incrementAndGet();
    if (broken) {
      throw new IllegalStateException("the ledger is closed");
    }
    long now = 1_700_000_000_000L;
    List<Metric> ofNode =
        node.entrySet().stream()
            .map(e -> Metric.of(e.getKey(), MetricType.UINT64, e.getValue(), now).withUnit("cards"))
            .toList();
    TreeMap<String, List<Metric>> ofDevices = new TreeMap<>();
    devices.forEach((id, state) ->
        ofDevices.put(
            id, List.of(Metric.of("State", MetricType.STRING, MetricValue.of(state), now))));
    return new NodeImage(ofNode, ofDevices);
  }

  @Override
  public String stuck() {
    return stuck;
  }

  @Override
  public Subscription onChange(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
