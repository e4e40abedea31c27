package org.countersign.demo;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Everything that is published at a broker: topics and payloads, one behind the other. */
final class SparkplugRecording implements AutoCloseable {

  private final MqttClient client;
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final CountDownLatch some = new CountDownLatch(3);

  private SparkplugRecording(MqttClient client) {
    this.client = client;
  }

  static SparkplugRecording of(URI broker) throws MqttException {
    SparkplugRecording recording =
        new SparkplugRecording(
            new MqttClient(broker.toString(), "recording", new MemoryPersistence()));
    recording.client.connect();
    recording.client.subscribe("#", (topic, message) -> recording.add(topic, message.getPayload()));
    return recording;
  }

  private synchronized void add(String topic, byte[] payload) {
    all.writeBytes(topic.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(payload);
    some.countDown();
  }

  /** Waits for a station's birth and what followed. */
  void awaitSome() throws InterruptedException {
    if (!some.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("hardly anything was published: " + all.size() + " bytes");
    }
  }

  /** What has come until now. */
  synchronized byte[] all() {
    return all.toByteArray();
  }

  @Override
  public void close() throws MqttException {
    client.disconnect();
    client.close();
  }
}
