package org.countersign.station.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.MqttConnection;
import org.countersign.mqtt.MqttLink;
import org.countersign.mqtt.PahoConnector;
import org.countersign.station.jobs.EventFeed.Subscription;
import org.countersign.station.jobs.FleetStatus;

/**
 * The running link: one thread, {@code fleet}, that connects, reports and connects again for as
 * long as the station runs, and one that reads the station for it. Any thread may call; no call but
 * {@link #close} waits.
 */
public final class FleetLink implements AutoCloseable {

  /** First limit of the time between two tries. */
  static final Duration FIRST_BACK_OFF = Duration.ofSeconds(2);

  /** Largest limit of the time between two tries. */
  static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

  private final LinkLoop loop;
  private final ExecutorService reader;
  private final Subscription changes;
  private final MqttLink link;

  private FleetLink(LinkLoop loop, ExecutorService reader, Subscription changes, MqttLink link) {
    this.loop = loop;
    this.reader = reader;
    this.changes = changes;
    this.link = link;
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
    return start(config, paho(config), source, outbox, bdSeq, backOff, clock);
  }

  static FleetLink start(
      FleetConfig config,
      MqttConnection.Connector connector,
      FleetSource source,
      Optional<RecordOutbox> outbox,
      BdSeqStore bdSeq,
      BackOff backOff,
      InstantSource clock) {
    ExecutorService reader =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("fleet-reader").factory());
    LinkLoop loop =
        new LinkLoop(
            config, connector, source, reader, bdSeq, backOff, outbox, System::nanoTime, clock);
    Subscription changes = source.onChange(loop.link()::changed);
    return new FleetLink(loop, reader, changes, MqttLink.start("fleet", loop.link()));
  }

  static PahoConnector paho(FleetConfig config) {
    return new PahoConnector(config.broker(), config.clientId());
  }

  /** Where the link is. */
  public FleetStatus status() {
    return loop.status();
  }

  /** What {@link #close} is to say of the stop, before NDEATH; nothing unless this was called. */
  public void plan(PlannedStop stop) {
    loop.plan(stop);
  }

  /**
   * Says why it stops, if it was {@link #plan planned}, NDEATH, then DISCONNECT, and ends; at most
   * about five seconds, after which the connection is cut and the broker publishes the will. A
   * second call does nothing.
   */
  @Override
  public void close() {
    changes.close();
    link.close();
    reader.shutdownNow();
  }
}
