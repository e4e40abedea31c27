package org.countersign.protocol.sparkplug;

/** What a received message asks of the Edge Node. */
public sealed interface Reaction {

  /** Send births again: {@link EdgeNodeSession#rebirth}. No data may be sent before. */
  record Rebirth() implements Reaction {}

  /** The primary host is there: {@link EdgeNodeSession#publish} now sends births. */
  record HostOnline() implements Reaction {}

  /** The primary host is gone: {@link EdgeNodeSession#leave}, disconnect, try the next broker. */
  record HostOffline() implements Reaction {}

  /**
   * Nothing is done.
   *
   * @param reason for the log; shows no content of the message
   */
  record Ignored(String reason) implements Reaction {}
}
