package org.countersign.station.fleet;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.countersign.station.jobs.FleetStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the link tells people: its status, and lines of the log. Link's thread; status from any. */
final class LinkLog {

  private static final Logger LOG = LoggerFactory.getLogger(LinkLoop.class);

  private final FleetConfig config;
  private final InstantSource clock;
  private URI broker;
  private String lastTrouble = "";
  private String untaken = "";
  private long sessions;
  private long reports;
  private long refused;
  private volatile FleetStatus status;

  LinkLog(FleetConfig config, InstantSource clock) {
    this.config = config;
    this.broker = config.broker().addresses().getFirst();
    this.clock = clock;
    this.status = new FleetStatus(FleetStatus.Link.OFFLINE, clock.instant(), "", 0, 0, 0);
  }

  FleetStatus status() {
    return status;
  }

  private void say(FleetStatus.Link link, String detail) {
    Instant since = status.link() == link ? status.since() : clock.instant();
    status = new FleetStatus(link, since, detail, sessions, reports, refused);
  }

  void connecting(URI to) {
    broker = to;
    say(FleetStatus.Link.CONNECTING, lastTrouble);
  }

  void connected() {
    sessions++;
  }

  void waitingForHost() {
    String host = config.primaryHost().orElse("");
    LOG.info("Fleet link: connected to {}, waiting for host {}", broker, host);
    say(FleetStatus.Link.WAITING_FOR_HOST, "host " + host + " is not online");
    lastTrouble = "";
  }

  void hostOnline() {
    LOG.info("Fleet link: host {} is online", config.primaryHost().orElse(""));
  }

  /** Told once a session. */
  void online() {
    if (status.link() != FleetStatus.Link.ONLINE) {
      LOG.info("Fleet link: online at {} as {}", broker, config.clientId());
      say(FleetStatus.Link.ONLINE, untaken);
      lastTrouble = "";
    }
  }

  /** Told once, not in every session. */
  void recordsRefused(String filter) {
    if (untaken.isEmpty()) {
      LOG.warn(
          "Fleet link: records of cards are not taken here: {} refuses the subscription to {}. They"
              + " are kept, cards are issued and the centre hears the station all the same. Let the"
              + " broker allow it; it is asked again with the next connection",
          broker,
          filter);
    }
    untaken = "the broker refuses the subscription to " + filter;
  }

  /** The broker refused nothing in this session. */
  void recordsTaken() {
    if (!untaken.isEmpty()) {
      LOG.info("Fleet link: records are taken again");
    }
    untaken = "";
  }

  /** A message was handed to the connection. */
  void handedOver() {
    reports++;
    say(status.link(), status.detail());
  }

  void refused(int count, String reason) {
    // One line of the first and of every hundredth: a stranger must not fill the disk.
    if (refused == 0 || refused / 100 != (refused + count) / 100) {
      LOG.warn("Fleet link: message from the broker not obeyed: {} ({} so far)", reason, refused);
    }
    refused += count;
    say(status.link(), status.detail());
  }

  void unreadable(RuntimeException e) {
    LOG.warn("Fleet link: the station's state could not be read, trying again: {}", e.toString());
  }

  /** The link is down; the same reason is a line of its own only the first time. */
  void trouble(String reason, Duration wait) {
    if (reason.equals(lastTrouble)) {
      LOG.debug("Fleet link: {}: {}; next try in {} ms", broker, reason, wait.toMillis());
    } else {
      LOG.warn(
          "Fleet link: {}: {}; cards are issued all the same, next try in {} ms",
          broker,
          reason,
          wait.toMillis());
    }
    lastTrouble = reason;
    say(FleetStatus.Link.OFFLINE, reason);
  }

  void stopped(String reason) {
    say(FleetStatus.Link.STOPPED, reason);
  }
}
