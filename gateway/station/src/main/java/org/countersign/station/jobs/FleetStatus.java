package org.countersign.station.jobs;

import java.time.Instant;

/**
 * State of the fleet link.
 *
 * @param since when it got into this state
 * @param detail what a person should know; empty when all is well
 * @param sessions sessions that got as far as CONNACK since the start
 * @param reports messages handed to the socket since the start
 * @param refusedCommands messages from the broker that were not obeyed
 */
public record FleetStatus(
    Link link, Instant since, String detail, long sessions, long reports, long refusedCommands) {

  /** Where the link is. */
  public enum Link {
    /** No connection; the next try is due. */
    OFFLINE,
    /** Waiting for CONNACK and SUBACK. */
    CONNECTING,
    /** Connected, but the primary host is not there: nothing is sent. */
    WAITING_FOR_HOST,
    /** Births are sent. */
    ONLINE,
    /** Closed for good. */
    STOPPED
  }
}
