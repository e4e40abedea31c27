package org.countersign.protocol.sparkplug.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.MessageType;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricType;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.OutgoingMessage;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.SparkplugTopic;

/** One Edge Node as a host sees it. Times are milliseconds of the host's monotonic clock. */
final class NodeSession {

  static final long NEVER = Long.MAX_VALUE;

  /** Requests without an answer after which a session counts as overtaken. */
  private static final int PATIENCE = 3;

  private enum State {
    /** Its births are to come: nothing that it says can be understood. */
    UNKNOWN,
    BORN,
    DEAD
  }

  private final HostContext context;
  private final EdgeNodeDescriptor node;
  private final int number;
  private final Vocabulary vocabulary;
  private final Reordering early;

  private State state = State.UNKNOWN;
  private int bdSeq = -1;
  private int nextSeq;

  /** Of the newest NBIRTH that was believed, and of the newest that was not. */
  private long birthTimestamp = Long.MIN_VALUE;

  private OptionalLong doubted = OptionalLong.empty();

  /** False when messages may have been missed without a gap, because the host was away. */
  private boolean proven;

  private long reorderAt = NEVER;
  private long askAt = NEVER;
  private long askedAt;
  private int asked;
  private boolean hasPlace;

  NodeSession(HostContext context, EdgeNodeDescriptor node, int number) {
    this.context = context;
    this.node = node;
    this.number = number;
    this.vocabulary = new Vocabulary(context.pool, context.settings.limits());
    this.early = new Reordering(context);
  }

  /** Its place among all sessions; makes two of them differ. */
  int number() {
    return number;
  }

  /** When {@link #due} is to be called. */
  long dueAt() {
    return Math.min(reorderAt, askAt);
  }

  KnownNode known() {
    return new KnownNode(node, bdSeq, birthTimestamp);
  }

  void restore(KnownNode saved) {
    bdSeq = saved.bdSeq();
    birthTimestamp = saved.birthTimestamp();
  }

  void received(SparkplugTopic topic, SparkplugPayload payload, int bytes, long now) {
    context.agenda.remove(this);
    try {
      switch (topic.type()) {
        case NBIRTH -> nodeBirth(payload, now);
        case NDEATH -> nodeDeath(payload);
        default -> numbered(topic, payload, bytes, now);
      }
    } finally {
      context.agenda.add(this);
    }
  }

  // ---- births and deaths of the Edge Node

  private void nodeBirth(SparkplugPayload payload, long now) {
    try {
      Birth birth = Birth.of(payload);
      int newBdSeq = birth.bdSeq();
      int seq = payload.seq().orElseThrow(() -> noSequence(MessageType.NBIRTH));
      if (!isCredible(birth.timestamp())) {
        doubt(birth.timestamp(), now);
        return;
      }
      begin();
      MetricDefinitions definitions = vocabulary.learn(Vocabulary.NODE, birth);
      state = State.BORN;
      bdSeq = newBdSeq;
      nextSeq = (seq + 1) % 256;
      birthTimestamp = birth.timestamp();
      context.output.event(
          new HostEvent.NodeBorn(node, bdSeq, birth.timestamp(), definitions, birth.metrics()));
    } catch (RefusedException e) {
      // Not asked for another one: it would be the same.
      refuse(e);
      overtaken(StaleReason.BIRTH_REFUSED);
    }
  }

  private void begin() {
    vocabulary.clear();
    early.clear();
    reorderAt = NEVER;
    askAt = NEVER;
    hasPlace = false;
    proven = true;
    doubted = OptionalLong.empty();
  }

  /**
   * A birth that is no newer than the last one is a replay, or its clock was set back: only a
   * living Edge Node can answer with one that is newer than this.
   */
  private boolean isCredible(long timestamp) {
    return timestamp > birthTimestamp || (doubted.isPresent() && timestamp > doubted.getAsLong());
  }

  private void doubt(long timestamp, long now) {
    doubted = OptionalLong.of(Math.max(timestamp, doubted.orElse(timestamp)));
    context.refuse(node, RefusalReason.OLD_BIRTH, "NBIRTH: no newer than the one before");
    overtaken(StaleReason.BIRTH_IN_DOUBT);
    want(now);
  }

  private void nodeDeath(SparkplugPayload payload) {
    Optional<Integer> ofSession = Birth.bdSeq(payload.metrics());
    if (ofSession.isEmpty() || ofSession.get() != bdSeq) {
      context.refuse(node, RefusalReason.OLD_DEATH, "NDEATH: not of the present session");
      return;
    }
    if (state != State.DEAD) {
      begin();
      state = State.DEAD;
      context.output.event(new HostEvent.NodeDied(node, context.clock.millis()));
    }
  }

  // ---- what is numbered

  private void numbered(SparkplugTopic topic, SparkplugPayload payload, int bytes, long now) {
    OptionalInt seq = payload.seq();
    if (seq.isEmpty()) {
      refuse(noSequence(topic.type()));
    } else if (state != State.BORN) {
      context.refuse(node, RefusalReason.NOT_BORN, topic.type() + " before NBIRTH");
      want(now);
    } else if (seq.getAsInt() == nextSeq) {
      inTurn(topic, payload, now);
      catchUp(now);
    } else {
      outOfTurn(topic, payload, bytes, now);
    }
  }

  private void catchUp(long now) {
    while (state == State.BORN && !early.isEmpty()) {
      Optional<Reordering.Message> next = early.take(nextSeq);
      if (next.isEmpty()) {
        return;
      }
      inTurn(next.get().topic(), next.get().payload(), now);
    }
    reorderAt = NEVER;
  }

  private void outOfTurn(SparkplugTopic topic, SparkplugPayload payload, int bytes, long now) {
    long wait = context.settings.reorderTimeout().toMillis();
    if (!proven || wait == 0 || !early.hold(topic, payload, bytes)) {
      giveUp(now);
    } else if (reorderAt == NEVER) {
      reorderAt = now + wait;
    }
  }

  private void giveUp(long now) {
    overtaken(StaleReason.SEQUENCE_GAP);
    want(now);
  }

  private void overtaken(StaleReason reason) {
    early.clear();
    reorderAt = NEVER;
    if (state == State.BORN) {
      state = State.UNKNOWN;
      context.output.event(new HostEvent.Stale(node, reason, context.clock.millis()));
    }
  }

  private void inTurn(SparkplugTopic topic, SparkplugPayload payload, long now) {
    nextSeq = (nextSeq + 1) % 256;
    String owner = topic.device().orElse(Vocabulary.NODE);
    switch (topic.type()) {
      case DBIRTH -> deviceBirth(owner, payload);
      case DDEATH -> deviceDeath(owner, payload);
      default -> data(topic, owner, payload, now);
    }
  }

  private void deviceBirth(String device, SparkplugPayload payload) {
    boolean wasKnown = vocabulary.knows(device);
    try {
      Birth birth = Birth.of(payload);
      MetricDefinitions definitions = vocabulary.learn(device, birth);
      context.output.event(
          new HostEvent.DeviceBorn(node, device, birth.timestamp(), definitions, birth.metrics()));
    } catch (RefusedException e) {
      refuse(e);
      vocabulary.forget(device);
      if (wasKnown) {
        context.output.event(new HostEvent.DeviceDied(node, device, context.clock.millis()));
      }
    }
  }

  private void deviceDeath(String device, SparkplugPayload payload) {
    if (!vocabulary.knows(device)) {
      context.refuse(node, RefusalReason.NOT_BORN, "DDEATH before DBIRTH");
      return;
    }
    vocabulary.forget(device);
    long at = payload.timestamp().orElseGet(context.clock::millis);
    context.output.event(new HostEvent.DeviceDied(node, device, at));
  }

  private void data(SparkplugTopic topic, String owner, SparkplugPayload payload, long now) {
    Optional<MetricDefinitions> definitions = vocabulary.definitions(owner);
    if (definitions.isEmpty()) {
      context.refuse(node, RefusalReason.NOT_BORN, topic.type() + " before DBIRTH");
      want(now);
      return;
    }
    long at = payload.timestamp().orElseGet(context.clock::millis);
    List<RefusedException> wrong = new ArrayList<>(0);
    List<Metric> metrics = vocabulary.resolve(owner, definitions.get(), payload, at, wrong);
    if (!metrics.isEmpty()) {
      context.output.event(
          new HostEvent.Changed(node, topic.device(), at, definitions.get(), metrics));
    }
    if (!wrong.isEmpty()) {
      // One for the whole message: it may hold thousands.
      RefusedException first = wrong.get(0);
      context.refuse(node, first.reason(), first.detail() + " (" + wrong.size() + " metrics)");
      want(now);
    }
  }

  // ---- asking for births

  /** The host is online again: births may have been missed. */
  void survey(long at) {
    context.agenda.remove(this);
    proven = false;
    askAt = at;
    context.agenda.add(this);
  }

  /** The host is offline. */
  void hostLost() {
    context.agenda.remove(this);
    early.clear();
    reorderAt = NEVER;
    askAt = NEVER;
    asked = 0;
    hasPlace = false;
    proven = false;
  }

  void forget() {
    context.agenda.remove(this);
    early.clear();
    vocabulary.clear();
  }

  /** Asks for births as soon as this Edge Node and the whole fleet may be asked. */
  private void want(long now) {
    if (askAt != NEVER) {
      return;
    }
    if (asked > 0 && now - askedAt > context.settings.rebirthLongest().toMillis()) {
      asked = 0;
    }
    askAt = asked == 0 ? now : Math.max(now, askedAt + interval());
  }

  private long interval() {
    long first = context.settings.rebirthFirst().toMillis();
    long longest = context.settings.rebirthLongest().toMillis();
    return Math.min(longest, first << Math.min(asked - 1, 20));
  }

  /** Does what is due. */
  void due(long now) {
    context.agenda.remove(this);
    try {
      if (reorderAt <= now) {
        giveUp(now);
      }
      if (askAt <= now) {
        ask(now);
      }
    } finally {
      context.agenda.add(this);
    }
  }

  private void ask(long now) {
    if (!hasPlace) {
      hasPlace = true;
      askAt = context.agenda.place(now);
      if (askAt > now) {
        return;
      }
    }
    hasPlace = false;
    context.rebirthsAsked++;
    asked++;
    askedAt = now;
    // One that said goodbye is not asked twice: it bears itself when it comes back.
    askAt = state == State.DEAD ? NEVER : now + interval();
    // Last, so that a request that cannot be sent is due again later and not at once.
    context.output.publish(new HostMessage.Command(rebirth()));
    if (asked == PATIENCE && !proven) {
      overtaken(StaleReason.UNANSWERED);
    }
  }

  private OutgoingMessage rebirth() {
    long at = context.clock.millis();
    Metric metric =
        Metric.of(EdgeNodeSession.REBIRTH, MetricType.BOOLEAN, MetricValue.of(true), at);
    return new OutgoingMessage(
        node.topic(MessageType.NCMD),
        new SparkplugPayload(OptionalLong.of(at), OptionalInt.empty(), List.of(metric)),
        0);
  }

  private void refuse(RefusedException e) {
    context.refuse(node, e.reason(), e.detail());
  }

  private static RefusedException noSequence(MessageType type) {
    return new RefusedException(RefusalReason.NO_SEQUENCE, type + ": seq is missing");
  }
}
