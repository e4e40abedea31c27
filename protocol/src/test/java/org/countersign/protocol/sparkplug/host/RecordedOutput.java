package org.countersign.protocol.sparkplug.host;

import java.util.ArrayList;
import java.util.List;

/** Keeps what came out. */
final class RecordedOutput implements HostOutput {

  final List<HostEvent> events = new ArrayList<>();
  final List<HostMessage> published = new ArrayList<>();

  @Override
  public void event(HostEvent event) {
    events.add(event);
  }

  @Override
  public void publish(HostMessage message) {
    published.add(message);
  }

  /** Events of a kind, in order. */
  <T extends HostEvent> List<T> events(Class<T> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only event of a kind. */
  <T extends HostEvent> T event(Class<T> kind) {
    List<T> found = events(kind);
    if (found.size() != 1) {
      throw new AssertionError("one " + kind.getSimpleName() + " is needed, found " + events);
    }
    return found.get(0);
  }

  List<HostMessage.State> states() {
    return published.stream()
        .filter(HostMessage.State.class::isInstance)
        .map(HostMessage.State.class::cast)
        .toList();
  }

  List<HostMessage.Command> commands() {
    return published.stream()
        .filter(HostMessage.Command.class::isInstance)
        .map(HostMessage.Command.class::cast)
        .toList();
  }

  void clear() {
    events.clear();
    published.clear();
  }
}
