package org.countersign.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.mqtt.MqttConnection;
import org.countersign.mqtt.PahoConnector;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.sparkplug.host.HostApplication;
import org.countersign.protocol.sparkplug.host.HostConnectRequest;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostOutput;
import org.countersign.protocol.sparkplug.host.HostSettings;

/** The centre's MQTT client with the centre's subscriptions, which counts and does nothing else. */
final class BareSubscriber implements MqttConnection.Events, AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final AtomicLong received = new AtomicLong();
  private final CountDownLatch accepted = new CountDownLatch(1);
  private final CountDownLatch subscribed = new CountDownLatch(1);
  private final MqttConnection connection;

  /** Connects and subscribes. */
  BareSubscriber(URI broker) throws IOException, InterruptedException {
    HostApplication host =
        new HostApplication(HostSettings.of("bare"), InstantSource.system(), new NoOutput());
    HostConnectRequest request = host.connect();
    HostMessage.State will = request.will();
    List<String> filters = new ArrayList<>(request.subscriptions());
    filters.add(RecordTopics.ALL_RECORDS);
    connection =
        new PahoConnector(BrokerConfig.plain(broker), "bare")
            .open(
                broker,
                new ApplicationMessage(will.topic(), will.bytes(), will.qos(), will.retained()),
                this);
    await(accepted, "CONNACK");
    connection.subscribe(filters, List.of());
    await(subscribed, "SUBACK");
  }

  private static void await(CountDownLatch latch, String what)
      throws IOException, InterruptedException {
    if (!latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("no " + what + " for the bare subscriber");
    }
  }

  /** Messages so far. */
  long received() {
    return received.get();
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    received.lazySet(received.getPlain() + 1);
  }

  @Override
  public void accepted() {
    accepted.countDown();
  }

  @Override
  public void refused(String filter) {
    throw new AssertionError("nothing is only wished for");
  }

  @Override
  public void subscribed() {
    subscribed.countDown();
  }

  @Override
  public void drained() {
    // It sends nothing.
  }

  @Override
  public void ended(String reason) {
    // Whoever waits for messages will say that they did not come.
  }

  @Override
  public void close() {
    connection.disconnect();
    try {
      boolean ignored = connection.awaitEnd(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class NoOutput implements HostOutput {
    @Override
    public void event(HostEvent event) {
      // It is only asked for its subscriptions.
    }

    @Override
    public void publish(HostMessage message) {
      // Likewise.
    }
  }
}
