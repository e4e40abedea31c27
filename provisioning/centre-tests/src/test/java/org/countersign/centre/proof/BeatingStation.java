package org.countersign.centre.proof;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.countersign.protocol.sparkplug.ConnectRequest;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.NodeImage;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.Reaction;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * A station with a will that sends heartbeats, here or as a process of its own that can be stopped,
 * frozen and killed. It has one device that works.
 */
final class BeatingStation implements AutoCloseable {

  /** Seconds between two heartbeats, and of the session's keep-alive. */
  private static final int EVERY = 2;

  private final long started = System.currentTimeMillis();
  private final EdgeNodeSession session;
  private final MqttClient client;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private String planned = "";

  /** Connects, and beats. */
  BeatingStation(URI broker, String district, String name) throws MqttException {
    EdgeNodeDescriptor node = new EdgeNodeDescriptor(district, name);
    session = new EdgeNodeSession(node, Optional.empty(), InstantSource.system());
    client = new MqttClient(broker.toString(), district + "/" + name, new MemoryPersistence());
    ConnectRequest request = session.connect((int) (started / 1_000 % 256));
    OutgoingMessage will = request.will();
    MqttConnectOptions options = new MqttConnectOptions();
    options.setKeepAliveInterval(EVERY);
    options.setWill(will.topic().toString(), will.bytes(), will.qos(), false);
    client.connect(options);
    for (String filter : request.subscriptions()) {
      client.subscribe(
          filter,
          ConnectRequest.SUBSCRIPTION_QOS,
          (topic, message) -> thread.execute(() -> received(topic, message.getPayload())));
    }
    session.connected();
    var ignored = thread.scheduleAtFixedRate(this::beat, 0, EVERY, TimeUnit.SECONDS);
  }

  private void received(String topic, byte[] payload) {
    if (session.received(topic, payload) instanceof Reaction.Rebirth) {
      send(session.rebirth(image()));
    }
  }

  private void beat() {
    send(session.publish(image()));
  }

  private void send(List<OutgoingMessage> messages) {
    try {
      publish(messages);
    } catch (MqttException e) {
      // Its connection is gone; the test that did it looks at the centre.
    }
  }

  private void publish(List<OutgoingMessage> messages) throws MqttException {
    for (OutgoingMessage message : messages) {
      client.publish(message.topic().toString(), message.bytes(), message.qos(), false);
    }
  }

  private NodeImage image() {
    long now = System.currentTimeMillis();
    List<Metric> metrics = new ArrayList<>();
    metrics.add(metric("Heartbeat/At", MetricType.DATE_TIME, MetricValue.of(now)));
    metrics.add(metric("Heartbeat/Every", MetricType.DOUBLE, MetricValue.of((double) EVERY)));
    metrics.add(metric("Heartbeat/Stuck", MetricType.STRING, MetricValue.of("")));
    metrics.add(metric("Stop/Planned", MetricType.STRING, MetricValue.of(planned)));
    metrics.add(metric("Box/Booted", MetricType.DATE_TIME, MetricValue.of(1_000_000L)));
    metrics.add(metric("Properties/Started", MetricType.DATE_TIME, MetricValue.of(started)));
    TreeMap<String, List<Metric>> devices = new TreeMap<>();
    devices.put("encoder-1", List.of(metric("State", MetricType.STRING, MetricValue.of("online"))));
    return new NodeImage(metrics, devices);
  }

  private static Metric metric(String name, MetricType type, MetricValue value) {
    return Metric.of(name, type, value, System.currentTimeMillis());
  }

  /** Ends in order: says why, and goodbye. */
  @Override
  public void close() throws Exception {
    thread.shutdown();
    if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
      throw new AssertionError("a heartbeat did not end");
    }
    planned = "the service is stopped";
    publish(session.publish(image()));
    publish(session.leave());
    client.disconnect();
    client.close();
  }

  /** The same as a process, which SIGTERM ends in order. */
  static Process process(URI broker, String district, String name, Path log) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            BeatingStation.class.getName(),
            broker.toString(),
            district,
            name)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Broker, district, name. */
  public static void main(String[] arguments) throws Exception {
    BeatingStation station =
        new BeatingStation(URI.create(arguments[0]), arguments[1], arguments[2]);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              try {
                station.close();
              } catch (Exception e) {
                throw new IllegalStateException("no goodbye", e);
              }
            }));
  }
}
