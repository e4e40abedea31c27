package org.countersign.protocol.sparkplug.host;

import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.MalformedPayloadException;
import org.countersign.protocol.sparkplug.SparkplugTopic;

/** The host's own STATE at one MQTT server (clauses 5.6 and 6.4.24). */
final class StateSession {

  private final HostSettings settings;
  private final InstantSource clock;
  private final HostOutput output;
  private boolean online;

  /** Of the newest CONNECT's will; births repeat it. */
  private long timestamp = Long.MIN_VALUE;

  StateSession(HostSettings settings, InstantSource clock, HostOutput output) {
    this.settings = settings;
    this.clock = clock;
    this.output = output;
  }

  /** Never goes back: Edge Nodes do not believe a STATE that is older than the one before. */
  HostConnectRequest connect() {
    online = false;
    timestamp = Math.max(timestamp, clock.millis());
    return new HostConnectRequest(state(false, timestamp), filters());
  }

  private List<String> filters() {
    Stream<String> topics =
        settings.groups().isEmpty()
            ? Stream.of(SparkplugTopic.NAMESPACE + "/#")
            : new TreeSet<>(settings.groups())
                .stream().map(group -> SparkplugTopic.NAMESPACE + "/" + group + "/#");
    return Stream.concat(Stream.of(topic()), topics).toList();
  }

  void connected() {
    online = true;
    output.publish(state(true, timestamp));
  }

  /** Death before a DISCONNECT, with the time of the disconnect. */
  void leave() {
    if (online) {
      timestamp = Math.max(timestamp, clock.millis());
      output.publish(state(false, timestamp));
    }
    online = false;
  }

  void lost() {
    online = false;
  }

  boolean isOnline() {
    return online;
  }

  String topic() {
    return HostState.topic(settings.hostId());
  }

  /** {@code message-flow-hid-sparkplug-state-message-delivered}. */
  void received(byte[] bytes) throws MalformedPayloadException {
    HostState said = HostState.parse(bytes);
    if (!online) {
      return;
    }
    if (!said.online()) {
      output.publish(state(true, timestamp));
    }
    if (said.timestamp() > timestamp || (said.online() && said.timestamp() != timestamp)) {
      output.event(new HostEvent.HostIdContested(said.online(), said.timestamp()));
    }
  }

  private HostMessage.State state(boolean isOnline, long at) {
    return new HostMessage.State(settings.hostId(), new HostState(isOnline, at));
  }
}
