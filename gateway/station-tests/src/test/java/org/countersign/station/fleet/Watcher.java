package org.countersign.station.fleet;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A subscriber to everything, which can also say something. */
public final class Watcher implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What came, with the flags of the delivery. */
  public record Heard(String topic, byte[] bytes, int qos, boolean retained) {

    public String type() {
      return topic.contains("/STATE/") ? "STATE" : topic.split("/")[2];
    }

    public RawPayload payload() {
      return RawPayload.of(bytes);
    }
  }

  private final MqttAsyncClient client;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final List<Heard> all = new ArrayList<>();

  public Watcher(URI broker, String id) throws MqttException {
    client = new MqttAsyncClient(broker.toString(), id, new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setMaxInflight(5_000);
    client.connect(options).waitForCompletion(LIMIT.toMillis());
    IMqttMessageListener listener =
        (topic, m) -> heard.add(new Heard(topic, m.getPayload(), m.getQos(), m.isRetained()));
    client.subscribe("spBv1.0/#", 1, listener).waitForCompletion(LIMIT.toMillis());
  }

  public void say(String topic, byte[] payload) throws MqttException {
    say(topic, payload, 0, false);
  }

  void say(String topic, byte[] payload, int qos, boolean retain) throws MqttException {
    MqttMessage message = new MqttMessage(payload);
    message.setQos(qos);
    message.setRetained(retain);
    client.publish(topic, message).waitForCompletion(LIMIT.toMillis());
  }

  /** The next message of a type, passing over others. */
  public Heard next(String type) throws InterruptedException {
    return next(h -> h.type().equals(type), type);
  }

  public Heard next(Predicate<Heard> wanted, String what) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      Heard one = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (one == null) {
        throw new AssertionError(
            "no "
                + what
                + " within "
                + LIMIT
                + "; heard "
                + all.stream().map(Heard::topic).toList());
      }
      all.add(one);
      if (wanted.test(one)) {
        return one;
      }
    }
  }

  /** Everything taken so far. */
  public List<Heard> all() {
    return List.copyOf(all);
  }

  /** What came and was not taken yet. */
  public List<Heard> rest() {
    List<Heard> rest = new ArrayList<>();
    heard.drainTo(rest);
    all.addAll(rest);
    return rest;
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(0, 1, false);
    client.close(true);
  }
}
