package org.countersign.station.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.protocol.sparkplug.OutgoingMessage;

/** A connector whose connections do what the test says, when it says it. */
final class FakeBroker implements MqttConnection.Connector {

  final List<Connection> connections = new ArrayList<>();
  boolean refusesToTry;

  @Override
  public MqttConnection open(OutgoingMessage will, MqttConnection.Events events)
      throws IOException {
    if (refusesToTry) {
      throw new IOException("ca.pem is missing");
    }
    Connection connection = new Connection(will, events);
    connections.add(connection);
    return connection;
  }

  Connection last() {
    return connections.getLast();
  }

  /** A connection that keeps what it is given. */
  static final class Connection implements MqttConnection {

    final OutgoingMessage will;
    final Events events;
    final List<String> published = new ArrayList<>();
    final List<RawPayload> payloads = new ArrayList<>();
    final List<byte[]> records = new ArrayList<>();
    List<String> filters = List.of();
    int outstanding;
    int takesUntilBroken = Integer.MAX_VALUE;
    boolean slow;
    boolean disconnected;
    boolean aborted;

    Connection(OutgoingMessage will, Events events) {
      this.will = will;
      this.events = events;
    }

    @Override
    public void subscribe(List<String> wanted) {
      filters = wanted;
    }

    @Override
    public void publish(String topic, byte[] payload, int qos) throws IOException {
      if (published.size() >= takesUntilBroken) {
        throw new IOException("too many publishes in progress (32202)");
      }
      published.add(topic);
      if (topic.startsWith("spBv1.0/")) {
        payloads.add(RawPayload.of(payload));
      } else {
        records.add(payload.clone());
      }
      outstanding += slow ? 1 : 0;
    }

    @Override
    public int outstanding() {
      return outstanding;
    }

    @Override
    public void disconnect() {
      disconnected = true;
    }

    @Override
    public void abort() {
      aborted = true;
    }

    @Override
    public boolean awaitEnd(Duration limit) {
      return true;
    }

    long count(String type) {
      return published.stream().filter(t -> t.contains("/" + type + "/")).count();
    }
  }
}
