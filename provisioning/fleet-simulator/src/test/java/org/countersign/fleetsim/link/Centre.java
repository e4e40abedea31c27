package org.countersign.fleetsim.link;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordReceiver;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.records.StationRecord;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.HostApplication;
import org.countersign.protocol.sparkplug.host.HostConnectRequest;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostOutput;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * The other end: the protocol's host and receiver of records behind a client of another make. Every
 * message is taken under the lock of this; so is every question.
 */
public final class Centre implements AutoCloseable {

  /** Its id as a host. */
  public static final String ID = "centre-1";

  private static final long LIMIT = Duration.ofSeconds(30).toMillis();

  private final URI broker;
  private final HostApplication host =
      new HostApplication(HostSettings.of(ID), InstantSource.system(), output());
  private final MemoryStore store = new MemoryStore();
  private final RecordReceiver receiver = new RecordReceiver(store);
  private final List<String> complaints = new ArrayList<>();
  private final Set<EdgeNodeDescriptor> alive = new HashSet<>();
  private final Map<EdgeNodeDescriptor, Set<String>> devices = new HashMap<>();
  private MqttAsyncClient client;

  /** Connects. */
  public Centre(URI broker) throws MqttException {
    this.broker = broker;
    this.client = client();
    connect();
  }

  private MqttAsyncClient client() throws MqttException {
    return new MqttAsyncClient(broker.toString(), ID, new MemoryPersistence());
  }

  private HostOutput output() {
    return new HostOutput() {
      @Override
      public void event(HostEvent event) {
        take(event);
      }

      @Override
      public void publish(HostMessage message) {
        send(message.topic(), message.bytes(), message.qos(), message.retained());
      }
    };
  }

  /** Begins a session anew, with a broker that was away. */
  public void reconnect() throws MqttException {
    client.close(true);
    client = client();
    synchronized (this) {
      host.lost();
    }
    connect();
  }

  private void connect() throws MqttException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setMaxInflight(10_000);
    HostConnectRequest request;
    synchronized (this) {
      request = host.connect();
    }
    HostMessage will = request.will();
    options.setWill(will.topic(), will.bytes(), will.qos(), will.retained());
    client.connect(options).waitForCompletion(LIMIT);
    IMqttMessageListener listener = (topic, message) -> arrived(topic, message.getPayload());
    for (String filter : request.subscriptions()) {
      client.subscribe(filter, 1, listener).waitForCompletion(LIMIT);
    }
    client.subscribe(RecordTopics.ALL_RECORDS, 1, listener).waitForCompletion(LIMIT);
    synchronized (this) {
      host.connected(now());
    }
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }

  private synchronized void arrived(String topic, byte[] payload) {
    if (!topic.startsWith("countersign/")) {
      host.received(topic, payload, now());
      return;
    }
    RecordReceiver.Answer answer = receiver.received(topic, payload);
    answer.findings().stream()
        .filter(finding -> !(finding instanceof RecordReceiver.Finding.Stored))
        .forEach(finding -> complaints.add(finding.toString()));
    answer
        .ack()
        .ifPresent(ack ->
            send(
                RecordTopics.acks(answer.station().orElseThrow()),
                RecordCodec.encode(ack),
                1,
                false));
  }

  private void take(HostEvent event) {
    switch (event) {
      case HostEvent.NodeBorn born -> {
        alive.add(born.node());
        devices.put(born.node(), new HashSet<>());
      }
      case HostEvent.DeviceBorn born -> devices.get(born.node()).add(born.device());
      case HostEvent.DeviceDied died -> devices.get(died.node()).remove(died.device());
      case HostEvent.NodeDied died -> alive.remove(died.node());
      case HostEvent.Refused refused -> complaints.add(refused.toString());
      case HostEvent.Stale stale -> complaints.add(stale.toString());
      case HostEvent.HostIdContested contested -> complaints.add(contested.toString());
      case HostEvent.Changed changed -> {} // Valid, or it would be refused.
    }
  }

  private void send(String topic, byte[] payload, int qos, boolean retained) {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(qos);
    message.setRetained(retained);
    try {
      client.publish(topic, message);
    } catch (MqttException e) {
      complaints.add("not sent to " + topic + ": " + e);
    }
  }

  /** Stations whose births were seen last, and no death after them. */
  public synchronized Set<EdgeNodeDescriptor> alive() {
    return Set.copyOf(alive);
  }

  /** Devices of all stations that were born and did not die. */
  public synchronized int devices() {
    return devices.values().stream().mapToInt(Set::size).sum();
  }

  /** What the host or the receiver did not take. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Records that are here, of all stations. */
  public synchronized long records() {
    return store.size();
  }

  /** Records of a station, in the order in which they came. */
  public synchronized List<StationRecord> records(EdgeNodeDescriptor station) {
    return List.copyOf(store.of(station));
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1, false);
    client.close(true);
  }
}
