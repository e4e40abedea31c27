package org.countersign.demo;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's broker with the client that the station uses, in one process on one Netty. */
class EmbeddedBrokerTest {

  @TempDir Path folder;
  EmbeddedBroker broker;
  final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() {
    broker = EmbeddedBroker.start(folder);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void aMessageReachesASubscriber() throws Exception {
    try (Peer watcher = new Peer("watcher", new MqttConnectOptions());
        Peer station = new Peer("station", new MqttConnectOptions())) {
      watcher.listen("spBv1.0/#", 1);
      station.publish("spBv1.0/district/NDATA/station", "hello", 0);
      assertThat(heard.poll(10, SECONDS)).isEqualTo("spBv1.0/district/NDATA/station=hello");
      station.publish("spBv1.0/district/NDATA/station", "surely", 1);
      assertThat(heard.poll(10, SECONDS)).isEqualTo("spBv1.0/district/NDATA/station=surely");
    }
  }

  @Test
  void theWillOfAClientThatVanishesIsPublished() throws Exception {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setWill("spBv1.0/district/NDEATH/station", bytes("gone"), 1, false);
    try (Peer watcher = new Peer("watcher", new MqttConnectOptions())) {
      watcher.listen("spBv1.0/#", 1);
      try (Peer station = new Peer("station", options)) {
        station.client.disconnectForcibly(0, 1, false);
      }
      assertThat(heard.poll(10, SECONDS)).isEqualTo("spBv1.0/district/NDEATH/station=gone");
    }
  }

  @Test
  void aThousandMessagesArriveInOrder() throws Exception {
    try (Peer watcher = new Peer("watcher", new MqttConnectOptions());
        Peer station = new Peer("station", new MqttConnectOptions())) {
      watcher.listen("a/#", 0);
      for (int i = 0; i < 1_000; i++) {
        station.publish("a/b", Integer.toString(i), 0);
      }
      for (int i = 0; i < 1_000; i++) {
        assertThat(heard.poll(10, SECONDS)).isEqualTo("a/b=" + i);
      }
    }
  }

  @Test
  void itListensOnLoopbackAlone() throws Exception {
    for (var network : java.util.Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : java.util.Collections.list(network.getInetAddresses())) {
        if (!address.isLoopbackAddress()) {
          assertThatThrownBy(() -> new Socket(address, broker.uri().getPort()).close())
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void afterClosingNobodyListensAndNoMessageIsOnDisk() throws Exception {
    try (Peer station = new Peer("station", new MqttConnectOptions())) {
      station.publish("a/b", "kept-nowhere", 1);
    }
    broker.close();
    assertThatThrownBy(() -> new Socket("127.0.0.1", broker.uri().getPort()).close())
        .isInstanceOf(IOException.class);
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain("kept-nowhere");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private final class Peer implements AutoCloseable {
    private final MqttAsyncClient client;

    Peer(String id, MqttConnectOptions options) throws MqttException {
      client = new MqttAsyncClient(broker.uri().toString(), id, new MemoryPersistence());
      options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
      options.setMaxInflight(2_000);
      client.connect(options).waitForCompletion(10_000);
    }

    void listen(String filter, int qos) throws MqttException {
      client
          .subscribe(
              filter,
              qos,
              (topic, m) ->
                  heard.add(topic + "=" + new String(m.getPayload(), StandardCharsets.UTF_8)))
          .waitForCompletion(10_000);
    }

    void publish(String topic, String text, int qos) throws MqttException {
      client.publish(topic, bytes(text), qos, false).waitForCompletion(10_000);
    }

    @Override
    public void close() throws MqttException {
      if (client.isConnected()) {
        client.disconnect().waitForCompletion(10_000);
      }
      client.close(true);
    }
  }
}
