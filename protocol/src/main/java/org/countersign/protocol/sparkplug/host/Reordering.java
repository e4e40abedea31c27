package org.countersign.protocol.sparkplug.host;

import java.util.Optional;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.SparkplugTopic;
import org.jspecify.annotations.Nullable;

/** Messages of one session that came too early, until the missing ones come. */
final class Reordering {

  private final HostContext context;
  private @Nullable Waiting first;
  private int count;

  private static final class Waiting {
    final SparkplugTopic topic;
    final SparkplugPayload payload;
    final int bytes;
    @Nullable Waiting next;

    Waiting(SparkplugTopic topic, SparkplugPayload payload, int bytes) {
      this.topic = topic;
      this.payload = payload;
      this.bytes = bytes;
    }
  }

  /** A message in its turn. */
  record Message(SparkplugTopic topic, SparkplugPayload payload) {}

  Reordering(HostContext context) {
    this.context = context;
  }

  /** False if there is no room for it. */
  boolean hold(SparkplugTopic topic, SparkplugPayload payload, int bytes) {
    HostLimits limits = context.settings.limits();
    if (count >= limits.held() || context.heldBytes + bytes > limits.heldBytes()) {
      return false;
    }
    Waiting waiting = new Waiting(topic, payload, bytes);
    waiting.next = first;
    first = waiting;
    count++;
    context.heldBytes += bytes;
    return true;
  }

  /** Takes out the message of a number. */
  Optional<Message> take(int seq) {
    Waiting before = null;
    for (Waiting one = first; one != null; one = one.next) {
      if (one.payload.seq().orElse(-1) == seq) {
        if (before == null) {
          first = one.next;
        } else {
          before.next = one.next;
        }
        count--;
        context.heldBytes -= one.bytes;
        return Optional.of(new Message(one.topic, one.payload));
      }
      before = one;
    }
    return Optional.empty();
  }

  boolean isEmpty() {
    return first == null;
  }

  void clear() {
    for (Waiting one = first; one != null; one = one.next) {
      context.heldBytes -= one.bytes;
    }
    first = null;
    count = 0;
  }
}
