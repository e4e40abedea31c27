package org.countersign.demo;

import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptPublishMessage;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/** Counts what is published at the demo's broker by Sparkplug's message kind. Any thread. */
final class MessageCount extends AbstractInterceptHandler {

  private final Map<String, Integer> byKind = new ConcurrentSkipListMap<>();

  @Override
  public String getID() {
    return "message-count";
  }

  @Override
  public void onPublish(InterceptPublishMessage message) {
    try {
      // spBv1.0/group/KIND/node[/device]
      String[] levels = message.getTopicName().split("/", -1);
      if (levels.length > 3) {
        byKind.merge(levels[2], 1, Integer::sum);
      }
    } finally {
      // The interceptor owns a count of the payload's buffer.
      super.onPublish(message);
    }
  }

  @Override
  public void onSessionLoopError(Throwable error) {
    // The broker has logged it; a count needs nothing of it.
  }

  /** For example {@code 2 DBIRTH, 12 NDATA}. */
  String summary() {
    return byKind.isEmpty()
        ? "nothing was published"
        : byKind.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
  }
}
