package org.countersign.centre.proof;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.countersign.protocol.records.RecordAck;
import org.countersign.protocol.records.RecordBatch;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.SparkplugTopic;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A station whose every message is chosen by the test, down to the bytes. It answers nothing: who
 * asks it for its births asks in vain.
 */
final class HandMadeStation implements AutoCloseable {

  private final EdgeNodeDescriptor node;
  private final MqttClient client;
  private int seq;
  private int bdSeq;
  private long sentAt;
  private final Duration ahead;

  /** Connects; nothing is born yet. */
  HandMadeStation(URI broker, String district, String name) throws MqttException {
    this(broker, district, name, Duration.ZERO);
  }

  /**
   * One whose clock is wrong.
   *
   * @param ahead negative for a clock that is behind
   */
  HandMadeStation(URI broker, String district, String name, Duration ahead) throws MqttException {
    this.ahead = ahead;
    this.node = new EdgeNodeDescriptor(district, name);
    this.client =
        new MqttClient(broker.toString(), MqttClient.generateClientId(), new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMaxInflight(1_000);
    client.connect(options);
  }

  /** District and name. */
  EdgeNodeDescriptor node() {
    return node;
  }

  /** A metric of text. */
  static Metric text(String name, String value) {
    return Metric.of(name, MetricType.STRING, MetricValue.of(value), System.currentTimeMillis());
  }

  /** A whole number. */
  static Metric whole(String name, long value) {
    return Metric.of(name, MetricType.INT64, MetricValue.of(value), System.currentTimeMillis());
  }

  /** A number with a fraction. */
  static Metric real(String name, double value) {
    return Metric.of(name, MetricType.DOUBLE, MetricValue.of(value), System.currentTimeMillis());
  }

  /** A time, milliseconds since 1970-01-01T00:00:00Z. */
  static Metric time(String name, long value) {
    return Metric.of(name, MetricType.DATE_TIME, MetricValue.of(value), System.currentTimeMillis());
  }

  /** NBIRTH of a new session, with what Sparkplug demands and these metrics. */
  void birth(Metric... metrics) throws MqttException {
    publish(node.topic(MessageType.NBIRTH), birthPayload(List.of(metrics)));
  }

  /** Bytes of such an NBIRTH, for one that is to be spoilt or sent again. */
  byte[] birthPayload(List<Metric> metrics) {
    bdSeq = (bdSeq + 1) % 256;
    seq = 0;
    List<Metric> all = new ArrayList<>(metrics);
    all.add(whole("bdSeq", bdSeq));
    all.add(rebirth());
    return numbered(MessageType.NBIRTH, all);
  }

  /** The metric that a birth must have, so that it can be asked for again. */
  static Metric rebirth() {
    return Metric.of(
        "Node Control/Rebirth",
        MetricType.BOOLEAN,
        MetricValue.of(false),
        System.currentTimeMillis());
  }

  /** Bytes of a message of these metrics alone. */
  static byte[] payload(MessageType type, OptionalInt seq, Metric... metrics) {
    return SparkplugCodec.encode(
        type,
        new SparkplugPayload(OptionalLong.of(System.currentTimeMillis()), seq, List.of(metrics)));
  }

  /** DBIRTH of a device that works. */
  void device(String id) throws MqttException {
    device(id, text("State", "online"));
  }

  /** DBIRTH of a device. */
  void device(String id, Metric... metrics) throws MqttException {
    publish(node.topic(MessageType.DBIRTH, id), numbered(MessageType.DBIRTH, List.of(metrics)));
  }

  /** NDATA. */
  void data(Metric... metrics) throws MqttException {
    publish(node.topic(MessageType.NDATA), numbered(MessageType.NDATA, List.of(metrics)));
  }

  /** NDEATH of the present session, as its will would be. */
  void death() throws MqttException {
    SparkplugPayload payload =
        new SparkplugPayload(
            OptionalLong.of(System.currentTimeMillis()),
            OptionalInt.empty(),
            List.of(whole("bdSeq", bdSeq)));
    publish(node.topic(MessageType.NDEATH), SparkplugCodec.encode(MessageType.NDEATH, payload));
  }

  /** Later than every message before, since a birth must be newer than the last. */
  private byte[] numbered(MessageType type, List<Metric> metrics) {
    sentAt = Math.max(sentAt + 1, System.currentTimeMillis() + ahead.toMillis());
    List<Metric> told = metrics.stream().map(metric -> later(metric, ahead)).toList();
    SparkplugPayload payload =
        new SparkplugPayload(OptionalLong.of(sentAt), OptionalInt.of(seq), told);
    seq = (seq + 1) % 256;
    return SparkplugCodec.encode(type, payload);
  }

  /** The same metric at another time. */
  static Metric later(Metric metric, Duration by) {
    return new Metric(
        metric.name(),
        metric.alias(),
        metric.type(),
        metric.value(),
        OptionalLong.of(metric.timestamp().orElseThrow() + by.toMillis()),
        metric.historical(),
        metric.properties());
  }

  /** What the centre acknowledges from now on. */
  Queue<RecordAck> acks() throws MqttException {
    Queue<RecordAck> acks = new ConcurrentLinkedQueue<>();
    client.subscribe(
        RecordTopics.acks(node),
        1,
        (topic, message) -> acks.add(RecordCodec.ack(message.getPayload())));
    return acks;
  }

  /** Records in its name. */
  void records(RecordBatch batch) throws MqttException {
    raw(RecordTopics.records(node), RecordCodec.encode(batch));
  }

  private void publish(SparkplugTopic topic, byte[] payload) throws MqttException {
    raw(topic.toString(), payload);
  }

  /** Any bytes on any topic, at QoS 1: it waits until the broker has them. */
  void raw(String topic, byte[] payload) throws MqttException {
    client.publish(topic, payload, 1, false);
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1_000);
    client.close();
  }
}
