package org.countersign.protocol.sparkplug.host;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;

/** Writes the messages of an Edge Node by hand, right and wrong ones. */
final class Edge {

  /** A message for a host. */
  record Sent(String topic, byte[] bytes) {}

  final EdgeNodeDescriptor node;
  private final InstantSource clock;

  Edge(String node, InstantSource clock) {
    this.node = new EdgeNodeDescriptor("chaoyang", node);
    this.clock = clock;
  }

  Sent nodeBirth(int bdSeq, int seq, Metric... more) {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(metric("bdSeq", MetricType.INT64, MetricValue.of((long) bdSeq)));
    metrics.add(metric("Node Control/Rebirth", MetricType.BOOLEAN, MetricValue.of(false)));
    metrics.addAll(List.of(more));
    return sent(MessageType.NBIRTH, Optional.empty(), OptionalInt.of(seq), metrics);
  }

  Sent nodeDeath(int bdSeq) {
    return sent(
        MessageType.NDEATH,
        Optional.empty(),
        OptionalInt.empty(),
        List.of(metric("bdSeq", MetricType.INT64, MetricValue.of((long) bdSeq))));
  }

  Sent nodeData(int seq, Metric... metrics) {
    return sent(MessageType.NDATA, Optional.empty(), OptionalInt.of(seq), List.of(metrics));
  }

  Sent deviceBirth(String device, int seq, Metric... metrics) {
    return sent(MessageType.DBIRTH, Optional.of(device), OptionalInt.of(seq), List.of(metrics));
  }

  Sent deviceData(String device, int seq, Metric... metrics) {
    return sent(MessageType.DDATA, Optional.of(device), OptionalInt.of(seq), List.of(metrics));
  }

  Sent deviceDeath(String device, int seq) {
    return sent(MessageType.DDEATH, Optional.of(device), OptionalInt.of(seq), List.of());
  }

  Sent sent(MessageType type, Optional<String> device, OptionalInt seq, List<Metric> metrics) {
    SparkplugPayload payload = new SparkplugPayload(OptionalLong.of(clock.millis()), seq, metrics);
    String topic =
        device.map(d -> node.topic(type, d)).orElseGet(() -> node.topic(type)).toString();
    return new Sent(topic, SparkplugCodec.encode(type, payload));
  }

  Metric metric(String name, MetricType type, MetricValue value) {
    return Metric.of(name, type, value, clock.millis());
  }

  Metric count(String name, long value) {
    return metric(name, MetricType.UINT64, MetricValue.of(value));
  }

  /** As it stands in a birth of an Edge Node that uses aliases. */
  Metric aliased(String name, long alias, long value) {
    return withAlias(Optional.of(name), alias, value);
  }

  /** As it stands in data of such an Edge Node. */
  Metric byAlias(long alias, long value) {
    return withAlias(Optional.empty(), alias, value);
  }

  private Metric withAlias(Optional<String> name, long alias, long value) {
    return new Metric(
        name,
        OptionalLong.of(alias),
        Optional.of(MetricType.UINT64),
        MetricValue.of(value),
        OptionalLong.of(clock.millis()),
        false,
        Map.of());
  }
}
