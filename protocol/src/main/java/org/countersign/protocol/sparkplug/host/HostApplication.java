package org.countersign.protocol.sparkplug.host;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.MalformedPayloadException;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.SparkplugTopic;
import org.jspecify.annotations.Nullable;

/**
 * A Host Application at one MQTT server: its own STATE and a small session for every Edge Node that
 * was heard of. One instance per server, since STATE has a timestamp per server ({@code
 * operational-behavior-host-application-multi-server-timestamp}).
 *
 * <p>{@code now} is always milliseconds of one monotonic clock; wall time, which stands in events
 * and messages, comes from the clock of the constructor. Nothing throws, whatever is received. One
 * thread.
 */
public final class HostApplication {

  private final HostContext context;
  private final StateSession state;
  private final SparkplugCodec codec;
  private final Map<EdgeNodeDescriptor, NodeSession> nodes = new HashMap<>();

  /** One instance of each group's id for all of its Edge Nodes. */
  private final Map<String, String> groups = new HashMap<>();

  private int numbers;

  /**
   * A host that is not connected.
   *
   * @param clock wall time, UTC
   * @param output takes events and messages
   */
  public HostApplication(HostSettings settings, InstantSource clock, HostOutput output) {
    this.context = new HostContext(settings, clock, output);
    this.state = new StateSession(settings, clock, output);
    this.codec = new SparkplugCodec(settings.payload());
  }

  /** An Edge Node from before a restart; it is asked for births like those that were heard. */
  public void restore(KnownNode saved) {
    NodeSession session = session(saved.node());
    if (session != null) {
      session.restore(saved);
    }
  }

  /** What is worth keeping over a restart, in no order. */
  public Stream<KnownNode> known() {
    return nodes.values().stream().map(NodeSession::known);
  }

  /** Begins a session with the server. */
  public HostConnectRequest connect() {
    lost();
    return state.connect();
  }

  /**
   * CONNACK and every SUBACK have come: STATE {@code online:true} is published. Edge Nodes that do
   * not send births by themselves within the grace are asked one after the other.
   */
  public void connected(long now) {
    state.connected();
    long at = now + context.settings.grace().toMillis();
    nodes.values().forEach(node -> node.survey(at));
  }

  /** Ends the session on purpose: STATE {@code online:false}, to be sent before DISCONNECT. */
  public void leave() {
    state.leave();
    lost();
  }

  /** The connection is gone. What is known stays and says so by itself when it is overtaken. */
  public void lost() {
    state.lost();
    nodes.values().forEach(NodeSession::hostLost);
    context.agenda.forgetPlaces();
  }

  /** Takes a message from a subscription. */
  public void received(String topic, byte[] payload, long now) {
    if (topic.equals(state.topic())) {
      ownState(payload);
      return;
    }
    Optional<SparkplugTopic> parsed = SparkplugTopic.parse(topic);
    if (parsed.isPresent()) {
      if (isFromEdge(parsed.get().type())) {
        ofEdge(parsed.get(), payload, now);
      }
    } else if (!topic.startsWith(SparkplugTopic.NAMESPACE + "/STATE/")) {
      context.refuse(Optional.empty(), RefusalReason.TOPIC, "a topic that is not of Sparkplug B");
    }
  }

  private static boolean isFromEdge(MessageType type) {
    return type != MessageType.NCMD && type != MessageType.DCMD;
  }

  private void ownState(byte[] payload) {
    try {
      state.received(payload);
    } catch (MalformedPayloadException e) {
      context.refuse(Optional.empty(), RefusalReason.PAYLOAD, e.reason());
    }
  }

  private void ofEdge(SparkplugTopic topic, byte[] bytes, long now) {
    if (!state.isOnline()) {
      return;
    }
    SparkplugPayload payload;
    try {
      payload = codec.decode(bytes);
    } catch (MalformedPayloadException e) {
      context.refuse(topic.node(), RefusalReason.PAYLOAD, topic.type() + ": " + e.reason());
      return;
    }
    NodeSession session = session(topic.node());
    if (session == null) {
      context.refuse(
          topic.node(),
          RefusalReason.TOO_MANY_NODES,
          "at most " + context.settings.limits().nodes() + " are looked after");
      return;
    }
    session.received(topic, payload, bytes.length, now);
  }

  private @Nullable NodeSession session(EdgeNodeDescriptor node) {
    NodeSession found = nodes.get(node);
    if (found == null && nodes.size() < context.settings.limits().nodes()) {
      EdgeNodeDescriptor own =
          new EdgeNodeDescriptor(groups.computeIfAbsent(node.group(), group -> group), node.node());
      found = new NodeSession(context, own, numbers++);
      nodes.put(own, found);
    }
    return found;
  }

  /** An Edge Node is no longer looked after, until it is heard again. */
  public void forget(EdgeNodeDescriptor node) {
    NodeSession gone = nodes.remove(node);
    if (gone != null) {
      gone.forget();
    }
  }

  /** Does what is due. */
  public void tick(long now) {
    if (!state.isOnline()) {
      return;
    }
    for (Optional<NodeSession> due = context.agenda.due(now);
        due.isPresent();
        due = context.agenda.due(now)) {
      due.get().due(now);
    }
  }

  /** When {@link #tick} is to be called next; {@link Long#MAX_VALUE} if nothing is to come. */
  public long nextTick() {
    return context.agenda.next();
  }

  /** Whether STATE says so. */
  public boolean isOnline() {
    return state.isOnline();
  }

  /** Edge Nodes that are looked after. */
  public int nodes() {
    return nodes.size();
  }

  /** Messages and metrics that were not taken for a reason. */
  public long refusals(RefusalReason reason) {
    return context.refusals[reason.ordinal()];
  }

  /** Requests for births that were published. */
  public long rebirthsAsked() {
    return context.rebirthsAsked;
  }

  /** Estimate of the bytes that the names of all metrics take. */
  public long definitionBytes() {
    return context.pool.bytes();
  }
}
