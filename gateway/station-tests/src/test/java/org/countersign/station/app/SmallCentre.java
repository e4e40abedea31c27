package org.countersign.station.app;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordReceiver;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.records.RecordStore;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A centre that keeps the records of one station in memory and can be slow or silent. */
final class SmallCentre implements AutoCloseable, RecordStore {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("chaoyang", "station-7");
  private static final long LIMIT_MILLIS = 30_000;

  private final URI broker;
  private final RecordReceiver receiver = new RecordReceiver(this);
  private final TreeMap<Long, StationRecord> records = new TreeMap<>();
  private final List<Finding> alarms = new ArrayList<>();
  private final List<String> topics = new ArrayList<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private Optional<Position> position = Optional.empty();
  private boolean paused;
  private boolean muted;
  private MqttAsyncClient client;

  SmallCentre(URI broker) throws MqttException {
    this.broker = broker;
    this.client = connect();
  }

  private MqttAsyncClient connect() throws MqttException {
    MqttAsyncClient made =
        new MqttAsyncClient(broker.toString(), "small-centre", new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    made.connect(options).waitForCompletion(LIMIT_MILLIS);
    made.subscribe(
            new String[] {RecordTopics.ALL_RECORDS, "spBv1.0/#"},
            new int[] {1, 1},
            new org.eclipse.paho.client.mqttv3.IMqttMessageListener[] {this::arrived, this::heard})
        .waitForCompletion(LIMIT_MILLIS);
    return made;
  }

  /** After the broker was away. */
  synchronized void reconnect() throws MqttException {
    client.disconnectForcibly(0, 1, false);
    client.close(true);
    client = connect();
  }

  private synchronized void heard(String topic, MqttMessage message) {
    topics.add(topic);
  }

  private synchronized void arrived(String topic, MqttMessage message) throws MqttException {
    topics.add(topic);
    waiting.add(message.getPayload());
    if (!paused) {
      work();
    }
  }

  private void work() throws MqttException {
    while (!waiting.isEmpty()) {
      RecordReceiver.Answer answer =
          receiver.received(RecordTopics.records(STATION), waiting.remove());
      answer.findings().stream()
          .filter(finding -> !(finding instanceof Finding.Stored))
          .forEach(alarms::add);
      if (!muted) {
        say(RecordCodec.encode(answer.ack().orElseThrow()));
      }
    }
  }

  /** Publishes on the topic of acknowledgements, without waiting. */
  synchronized void say(byte[] ack) throws MqttException {
    var ignored = client.publish(RecordTopics.acks(STATION), ack, 1, false);
  }

  synchronized void pause() {
    paused = true;
  }

  synchronized void resume() throws MqttException {
    paused = false;
    work();
  }

  synchronized void mute() {
    muted = true;
  }

  synchronized void unmute() {
    muted = false;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** Puts its database back to what it was when so many records were stored. */
  synchronized void putBack(int count) {
    while (records.size() > count) {
      var ignored = records.pollLastEntry();
    }
    Position now = position.orElseThrow();
    long through = records.isEmpty() ? now.base() : records.lastKey();
    position = Optional.of(new Position(now.epoch(), now.base(), through));
  }

  synchronized List<StationRecord> stored() {
    return List.copyOf(records.values());
  }

  synchronized List<Finding> alarms() {
    return List.copyOf(alarms);
  }

  synchronized List<String> firstTopics() {
    return List.copyOf(topics.subList(0, Math.min(5, topics.size())));
  }

  @Override
  public Optional<Position> position(EdgeNodeDescriptor station) {
    return position;
  }

  @Override
  public Optional<String> hash(EdgeNodeDescriptor station, long epoch, long sequence) {
    return Optional.ofNullable(records.get(sequence)).map(StationRecord::hash);
  }

  @Override
  public void begin(EdgeNodeDescriptor station, long epoch, long base) {
    position = Optional.of(new Position(epoch, base, base));
  }

  @Override
  public void append(EdgeNodeDescriptor station, long epoch, List<StationRecord> more) {
    for (StationRecord record : more) {
      if (records.put(record.sequence(), record) != null) {
        throw new AssertionError("stored twice: " + record.sequence());
      }
    }
    position = Optional.of(new Position(epoch, position.orElseThrow().base(), records.lastKey()));
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1, false);
    client.close(true);
  }
}
