package org.countersign.protocol.sparkplug;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of an Edge Node's Sparkplug session as a state machine: what happens goes in, messages
 * to publish come out. The caller hands them to the broker in the order of the list and of the
 * calls; a message that cannot be handed over ends the session ({@link #lost}), because its number
 * is spent.
 *
 * <p>Report by exception: {@link #publish} compares with what was said last and returns only what
 * changed, so a caller that is slow or cut off loses no final state, and numbers nothing it does
 * not send. One thread.
 */
public final class EdgeNodeSession {

  /** Metric that carries the birth/death sequence number. */
  public static final String BD_SEQ = "bdSeq";

  /** Metric that asks for births. */
  public static final String REBIRTH = "Node Control/Rebirth";

  private enum State {
    OFFLINE,
    CONNECTING,
    CONNECTED,
    BORN
  }

  private final EdgeNodeDescriptor node;
  private final Optional<String> primaryHost;
  private final InstantSource clock;
  private final SparkplugCodec commands = new SparkplugCodec(PayloadLimits.COMMAND);

  private State state = State.OFFLINE;
  private int bdSeq;
  private int nextSeq;
  private boolean hostOnline;
  private OptionalLong hostTimestamp = OptionalLong.empty();

  /** What the receivers of this session's messages know. */
  private Map<String, Metric> saidOfNode = Map.of();

  private final SortedMap<String, Map<String, Metric>> saidOfDevices = new TreeMap<>();

  /**
   * A node that is not connected.
   *
   * @param primaryHost id of the host without which no births are sent; empty to wait for none
   * @param clock time of the messages, UTC
   */
  public EdgeNodeSession(
      EdgeNodeDescriptor node, Optional<String> primaryHost, InstantSource clock) {
    primaryHost.ifPresent(h -> EdgeNodeDescriptor.requireId("Host Application", h));
    this.node = node;
    this.primaryHost = primaryHost;
    this.clock = clock;
  }

  /**
   * The number of the CONNECT after one with this number (clause 6.4.20): 0 to 255, then 0 again.
   */
  public static int bdSeqAfter(int bdSeq) {
    return (bdSeq + 1) % 256;
  }

  /**
   * Begins a session. Whatever session there was is over.
   *
   * @param newBdSeq one more than in the CONNECT before, 0 in the first
   */
  public ConnectRequest connect(int newBdSeq) {
    if (newBdSeq < 0 || newBdSeq > 255) {
      throw new IllegalArgumentException("bdSeq: 0 to 255 is needed, found " + newBdSeq);
    }
    lost();
    bdSeq = newBdSeq;
    state = State.CONNECTING;
    List<String> filters = new ArrayList<>();
    filters.add(node.topic(MessageType.NCMD).toString());
    filters.add(node.topic(MessageType.DCMD, "x").toString().replaceFirst("x$", "+"));
    primaryHost.map(HostState::topic).ifPresent(filters::add);
    return new ConnectRequest(death(), filters);
  }

  /**
   * CONNACK and every SUBACK have come: {@link #publish} now sends births, unless a host is waited
   * for.
   */
  public void connected() {
    if (state == State.CONNECTING) {
      state = State.CONNECTED;
    }
  }

  /**
   * Brings the receivers up to date: births if they were not sent yet and may be, otherwise deaths
   * and births of Devices that went and came, births of owners whose set of metrics is another one,
   * and changed values. Empty without a session.
   */
  public List<OutgoingMessage> publish(NodeImage now) {
    return switch (state) {
      case OFFLINE, CONNECTING -> List.of();
      case CONNECTED -> mayBeBorn() ? births(now) : List.of();
      case BORN -> sameShape(saidOfNode, now.metrics()) ? changes(now) : births(now);
    };
  }

  /** NBIRTH and every DBIRTH again, with the bdSeq of this session. Empty unless born. */
  public List<OutgoingMessage> rebirth(NodeImage now) {
    return state == State.BORN ? births(now) : List.of();
  }

  /** Ends the session on purpose: NDEATH, to be sent before DISCONNECT. Empty if never born. */
  public List<OutgoingMessage> leave() {
    List<OutgoingMessage> last =
        state == State.BORN || state == State.CONNECTED ? List.of(death()) : List.of();
    lost();
    return last;
  }

  /** The connection is gone. */
  public void lost() {
    state = State.OFFLINE;
    hostOnline = false;
    // The next session may be with another server, where the host's timestamps are others (clause
    // operational-behavior-host-application-multi-server-timestamp).
    hostTimestamp = OptionalLong.empty();
    saidOfNode = Map.of();
    saidOfDevices.clear();
  }

  /** Whether births were sent in this session. */
  public boolean isBorn() {
    return state == State.BORN;
  }

  /** Whether only the primary host is missing for births. */
  public boolean waitsForHost() {
    return state == State.CONNECTED && !mayBeBorn();
  }

  /** Takes a message from a subscription. Never throws, whatever comes. */
  public Reaction received(String topic, byte[] payload) {
    if (primaryHost.isPresent() && topic.equals(HostState.topic(primaryHost.get()))) {
      return hostState(payload);
    }
    Optional<SparkplugTopic> parsed =
        SparkplugTopic.parse(topic).filter(t -> t.node().equals(node));
    if (parsed.isEmpty()) {
      return new Reaction.Ignored("a topic that is not this node's");
    }
    return switch (parsed.get().type()) {
      case NCMD -> nodeCommand(payload);
      case DCMD -> new Reaction.Ignored("DCMD: no Device of a station takes commands");
      default -> new Reaction.Ignored(parsed.get().type() + " is not for an Edge Node");
    };
  }

  private Reaction nodeCommand(byte[] bytes) {
    SparkplugPayload payload;
    try {
      payload = commands.decode(bytes);
    } catch (MalformedPayloadException e) {
      return new Reaction.Ignored("NCMD: " + e.reason());
    }
    boolean asked =
        payload
            .metric(REBIRTH)
            .filter(m -> m.value().equals(MetricValue.of(true)) && !m.historical())
            .isPresent();
    if (!asked) {
      return new Reaction.Ignored("NCMD: only " + REBIRTH + " = true is taken");
    }
    return state == State.BORN
        ? new Reaction.Rebirth()
        : new Reaction.Ignored("NCMD: births are still to come");
  }

  /** Clause 5.4, {@code message-flow-edge-node-birth-publish-phid-wait-timestamp}. */
  private Reaction hostState(byte[] bytes) {
    HostState said;
    try {
      said = HostState.parse(bytes);
    } catch (MalformedPayloadException e) {
      return new Reaction.Ignored(e.reason());
    }
    if (hostTimestamp.isPresent() && said.timestamp() < hostTimestamp.getAsLong()) {
      return new Reaction.Ignored("STATE: older than the one before");
    }
    hostTimestamp = OptionalLong.of(said.timestamp());
    boolean before = hostOnline;
    hostOnline = said.online();
    if (before == hostOnline) {
      return new Reaction.Ignored("STATE: as before");
    }
    return hostOnline ? new Reaction.HostOnline() : new Reaction.HostOffline();
  }

  private boolean mayBeBorn() {
    return primaryHost.isEmpty() || hostOnline;
  }

  private List<OutgoingMessage> births(NodeImage now) {
    nextSeq = 0;
    saidOfDevices.clear();
    List<OutgoingMessage> messages = new ArrayList<>();
    messages.add(numbered(node.topic(MessageType.NBIRTH), withControl(now.metrics())));
    saidOfNode = byName(now.metrics());
    now.devices().forEach((device, metrics) -> messages.add(deviceBirth(device, metrics)));
    state = State.BORN;
    return messages;
  }

  private List<Metric> withControl(List<Metric> metrics) {
    List<Metric> all = new ArrayList<>();
    all.add(bdSeqMetric());
    all.add(Metric.of(REBIRTH, MetricType.BOOLEAN, MetricValue.of(false), clock.millis()));
    all.addAll(metrics);
    return all;
  }

  private OutgoingMessage deviceBirth(String device, List<Metric> metrics) {
    saidOfDevices.put(device, byName(metrics));
    return numbered(node.topic(MessageType.DBIRTH, device), metrics);
  }

  private List<OutgoingMessage> changes(NodeImage now) {
    List<OutgoingMessage> messages = new ArrayList<>();
    for (String device : List.copyOf(saidOfDevices.keySet())) {
      if (!now.devices().containsKey(device)) {
        saidOfDevices.remove(device);
        messages.add(numbered(node.topic(MessageType.DDEATH, device), List.of()));
      }
    }
    List<Metric> ofNode = changed(saidOfNode, now.metrics());
    if (!ofNode.isEmpty()) {
      messages.add(numbered(node.topic(MessageType.NDATA), ofNode));
      saidOfNode = byName(now.metrics());
    }
    now.devices().forEach((device, metrics) -> deviceChanges(device, metrics, messages));
    return messages;
  }

  private void deviceChanges(String device, List<Metric> now, List<OutgoingMessage> messages) {
    Map<String, Metric> said = saidOfDevices.get(device);
    if (said == null || !sameShape(said, now)) {
      messages.add(deviceBirth(device, now));
      return;
    }
    List<Metric> changed = changed(said, now);
    if (!changed.isEmpty()) {
      messages.add(numbered(node.topic(MessageType.DDATA, device), changed));
      saidOfDevices.put(device, byName(now));
    }
  }

  /** Oldest value first: {@code operational-behavior-data-publish-nbirth-order}. */
  private OutgoingMessage numbered(SparkplugTopic topic, List<Metric> metrics) {
    List<Metric> inOrder =
        metrics.stream().sorted(Comparator.comparingLong(m -> m.timestamp().orElse(0))).toList();
    int seq = nextSeq;
    nextSeq = (nextSeq + 1) % 256;
    return new OutgoingMessage(
        topic,
        new SparkplugPayload(OptionalLong.of(clock.millis()), OptionalInt.of(seq), inOrder),
        0);
  }

  private OutgoingMessage death() {
    return new OutgoingMessage(
        node.topic(MessageType.NDEATH),
        new SparkplugPayload(
            OptionalLong.of(clock.millis()), OptionalInt.empty(), List.of(bdSeqMetric())),
        1);
  }

  private Metric bdSeqMetric() {
    return Metric.of(BD_SEQ, MetricType.INT64, MetricValue.of((long) bdSeq), clock.millis());
  }

  private static Map<String, Metric> byName(List<Metric> metrics) {
    Map<String, Metric> map = new LinkedHashMap<>();
    metrics.forEach(m -> map.put(m.name().orElseThrow(), m));
    return map;
  }

  /**
   * Whether a birth of these metrics would name the same ones with the same types and properties.
   */
  private static boolean sameShape(Map<String, Metric> said, List<Metric> now) {
    return said.size() == now.size() && now.stream().allMatch(m -> sameShape(said, m));
  }

  private static boolean sameShape(Map<String, Metric> said, Metric now) {
    Metric before = said.get(now.name().orElseThrow());
    return before != null
        && before.type().equals(now.type())
        && before.properties().equals(now.properties());
  }

  private static List<Metric> changed(Map<String, Metric> said, List<Metric> now) {
    return now.stream().filter(m -> !m.value().equals(valueOf(said, m))).toList();
  }

  private static MetricValue valueOf(Map<String, Metric> said, Metric now) {
    Metric before = said.get(now.name().orElseThrow());
    return before == null ? MetricValue.none() : before.value();
  }
}
