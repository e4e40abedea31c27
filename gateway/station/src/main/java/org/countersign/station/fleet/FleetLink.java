package org.countersign.station.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.countersign.station.jobs.EventFeed.Subscription;
import org.countersign.station.jobs.FleetStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running link: one thread, {@code fleet}, that connects, reports and connects again for as
 * long as the station runs. Any thread may call; no call but {@link #close} waits.
 */
public final class FleetLink implements AutoCloseable {

  /** First limit of the time between two tries. */
  static final Duration FIRST_BACK_OFF = Duration.ofSeconds(2);

  /** Largest limit of the time between two tries. */
  static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(FleetLink.class);

  private final LinkLoop loop;
  private final Mailbox mailbox;
  private final Subscription changes;
  private final Thread thread;

  private FleetLink(LinkLoop loop, Mailbox mailbox, Subscription changes) {
    this.loop = loop;
    this.mailbox = mailbox;
    this.changes = changes;
    this.thread = Thread.ofPlatform().daemon().name("fleet").unstarted(this::run);
  }

  /**
   * Starts the link; the first connection is still to come when this returns.
   *
   * @param outbox records that must not be lost; empty if there is no centre that takes them
   * @param bdSeq kept over restarts
   * @param clock time of the messages
   */
  public static FleetLink start(
      FleetConfig config,
      FleetSource source,
      Optional<RecordOutbox> outbox,
      BdSeqStore bdSeq,
      InstantSource clock) {
    BackOff backOff = new BackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF, RandomGenerator.getDefault());
    return start(config, new PahoConnector(config), source, outbox, bdSeq, backOff, clock);
  }

  static FleetLink start(
      FleetConfig config,
      MqttConnection.Connector connector,
      FleetSource source,
      Optional<RecordOutbox> outbox,
      BdSeqStore bdSeq,
      BackOff backOff,
      InstantSource clock) {
    Mailbox mailbox = new Mailbox();
    LinkLoop loop =
        new LinkLoop(
            config, connector, source, bdSeq, backOff, mailbox, outbox, System::nanoTime, clock);
    FleetLink link = new FleetLink(loop, mailbox, source.onChange(mailbox::changed));
    link.thread.start();
    return link;
  }

  /** Where the link is. */
  public FleetStatus status() {
    return loop.status();
  }

  private void run() {
    try {
      while (!loop.isStopped()) {
        List<Mailbox.Letter> letters = mailbox.take(loop.untilNext());
        step(letters);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      loop.connection().ifPresent(MqttConnection::abort);
    }
  }

  /** Whatever goes wrong in here costs the connection, never the thread. */
  private void step(List<Mailbox.Letter> letters) {
    try {
      letters.forEach(loop::handle);
      loop.advance();
    } catch (RuntimeException e) {
      log.error("Fleet link: unexpected; connecting anew", e);
      loop.fail("unexpected: " + e);
    }
  }

  /**
   * Says NDEATH, then DISCONNECT, and ends; at most about five seconds, after which the connection
   * is cut and the broker publishes the will. A second call does nothing.
   */
  @Override
  public void close() {
    changes.close();
    mailbox.stop();
    long deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
    try {
      if (!thread.join(CLOSE_WITHIN)) {
        thread.interrupt();
        return;
      }
      Optional<MqttConnection> last = loop.connection();
      if (last.isPresent()
          && !last.get().awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        last.get().abort();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
