package org.countersign.mqtt;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connector whose connections do what the test says, when it says it. */
public final class FakeBroker implements MqttConnection.Connector {

  public final List<Connection> connections = new ArrayList<>();
  public final List<URI> tried = new ArrayList<>();
  public boolean refusesToTry;

  @Override
  public MqttConnection open(URI address, ApplicationMessage will, MqttConnection.Events events)
      throws IOException {
    tried.add(address);
    if (refusesToTry) {
      throw new IOException("ca.pem is missing");
    }
    Connection connection = new Connection(will, events);
    connections.add(connection);
    return connection;
  }

  public Connection last() {
    return connections.getLast();
  }

  /** A connection that keeps what it is given. */
  public static final class Connection implements MqttConnection {

    public final ApplicationMessage will;
    public final Events events;
    public final List<ApplicationMessage> published = new ArrayList<>();
    public List<String> filters = List.of();
    public List<String> wishes = List.of();
    public int outstanding;
    public int takesUntilBroken = Integer.MAX_VALUE;
    public boolean slow;
    public boolean disconnected;
    public boolean aborted;

    Connection(ApplicationMessage will, Events events) {
      this.will = will;
      this.events = events;
    }

    @Override
    public void subscribe(List<String> wanted, List<String> wished) {
      filters = wanted;
      wishes = wished;
    }

    @Override
    public void publish(ApplicationMessage message) throws IOException {
      if (published.size() >= takesUntilBroken) {
        throw new IOException("too many publishes in progress (32202)");
      }
      published.add(message);
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

    /** Topics of what was published. */
    public List<String> topics() {
      return published.stream().map(ApplicationMessage::topic).toList();
    }

    /** Payloads of what was published to topics that begin so. */
    public List<byte[]> payloads(String topicPrefix) {
      return published.stream()
          .filter(m -> m.topic().startsWith(topicPrefix))
          .map(ApplicationMessage::payload)
          .toList();
    }
  }
}
