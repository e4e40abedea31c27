package org.countersign.centre.link;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.countersign.centre.fleet.FleetLoop;
import org.countersign.centre.record.RecordLoop;
import org.countersign.centre.silence.BrokerWords;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.mqtt.ArrivalLimits;
import org.countersign.mqtt.BackOff;
import org.countersign.mqtt.BrokerConfig;
import org.countersign.mqtt.LinkCycle;
import org.countersign.mqtt.LinkUser;
import org.countersign.mqtt.MqttConnection;
import org.countersign.mqtt.MqttLink;
import org.countersign.mqtt.Opening;
import org.countersign.mqtt.PahoConnector;
import org.countersign.mqtt.Ticker;
import org.countersign.protocol.records.RecordTopics;
import org.countersign.protocol.sparkplug.host.HostConnectRequest;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the broker says to the fleet's and the records' threads, and what these say to the
 * broker. Its thread is {@code broker}; it stores and judges nothing.
 */
public final class HostLink implements LinkUser, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HostLink.class);

  /** Some seconds of the births of a whole fleet. */
  private static final ArrivalLimits ROOM = new ArrivalLimits(16_384, 256 * 1024, 64L << 20);

  /** Acknowledgements and requests for births that wait for the line. */
  private static final int OUTGOING = 65_536;

  /** The fleet's thread answers between two batches of messages. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(30);

  private final FleetLoop fleet;
  private final RecordLoop records;
  private final Outgoing outgoing;
  private final List<String> recordFilters;
  private final List<String> wishes;
  private final InstantSource clock;
  private final Ticker ticker;
  private final Consumer<LinkStatus> told;
  private final LinkCycle cycle;
  private final MqttLink link;
  private volatile LinkStatus status;

  /** What is to be sent. Any thread puts in, the link's thread takes out. */
  public static final class Outgoing {

    private final BlockingQueue<ApplicationMessage> waiting = new ArrayBlockingQueue<>(OUTGOING);
    private final AtomicLong dropped = new AtomicLong();
    private volatile Runnable bell = () -> {};

    /** Takes a message; one that finds no room is dropped, since it will be asked for again. */
    public void send(ApplicationMessage message) {
      if (waiting.offer(message)) {
        bell.run();
      } else {
        dropped.incrementAndGet();
      }
    }

    /** Messages that wait for the line now. */
    public int waiting() {
      return waiting.size();
    }

    /** Messages that found no room. */
    public long dropped() {
      return dropped.get();
    }

    /** Takes a message of the Sparkplug host. */
    public void send(HostMessage message) {
      send(
          new ApplicationMessage(
              message.topic(), message.bytes(), message.qos(), message.retained()));
    }
  }

  /**
   * Where and as whom to connect.
   *
   * @param clientId MQTT client id, unique at the broker
   * @param districts whose records are taken; empty for all
   * @param brokerWords whether the broker is asked how sessions end
   */
  public record Settings(
      BrokerConfig broker, String clientId, List<String> districts, boolean brokerWords) {}

  /**
   * Starts the link.
   *
   * @param told takes each change of the status, on the thread {@code broker}; must not wait
   */
  public HostLink(
      Settings settings,
      FleetLoop fleet,
      RecordLoop records,
      Outgoing outgoing,
      InstantSource clock,
      Consumer<LinkStatus> told) {
    this.fleet = fleet;
    this.records = records;
    this.outgoing = outgoing;
    this.recordFilters = recordFilters(settings.districts());
    this.wishes = settings.brokerWords() ? BrokerWords.FILTERS : List.of();
    this.clock = clock;
    this.ticker = new Ticker(System::nanoTime);
    this.told = told;
    this.status = new LinkStatus(false, clock.millis(), "the centre has just started", 0);
    this.cycle =
        new LinkCycle(
            settings.broker(),
            new PahoConnector(settings.broker(), settings.clientId()),
            new BackOff(FIRST_BACK_OFF, LONGEST_BACK_OFF, RandomGenerator.getDefault()),
            ROOM,
            ticker,
            this);
    outgoing.bell = cycle::changed;
    this.link = MqttLink.start("broker", cycle);
  }

  private static List<String> recordFilters(List<String> districts) {
    return districts.isEmpty()
        ? List.of(RecordTopics.ALL_RECORDS)
        : districts.stream().map(RecordTopics::allRecords).toList();
  }

  /** What is to be sent. */
  public Outgoing outgoing() {
    return outgoing;
  }

  /** Whether the fleet is heard. Any thread. */
  public LinkStatus status() {
    return status;
  }

  private void become(boolean connected, String reason) {
    status = new LinkStatus(connected, clock.millis(), reason, status.dropped());
    told.accept(status);
  }

  @Override
  public Opening opening() {
    HostConnectRequest request = answer(fleet.connect());
    // What the fleet said before it was asked is of the session before.
    outgoing.waiting.clear();
    HostMessage.State will = request.will();
    List<String> filters = new ArrayList<>(request.subscriptions());
    filters.addAll(recordFilters);
    return new Opening(
        new ApplicationMessage(will.topic(), will.bytes(), will.qos(), will.retained()),
        filters,
        wishes);
  }

  private static <T> T answer(CompletableFuture<T> asked) {
    try {
      return asked.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the fleet's thread did not answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the fleet's thread was asked", e);
    }
  }

  @Override
  public void up() {
    var ignored = fleet.connected();
    LOG.info("Connected to the broker");
    become(true, "");
  }

  @Override
  public void refused(String filter) {
    LOG.info("The broker keeps {} to itself: silences are judged without it", filter);
  }

  @Override
  public void arrived(String topic, byte[] payload) {
    // A full loop counts what it drops.
    boolean ignored =
        RecordTopics.stationOf(topic).isPresent()
            ? records.received(topic, payload)
            : fleet.received(topic, payload);
  }

  @Override
  public void dropped(int count) {
    LinkStatus now = status;
    status = new LinkStatus(now.connected(), now.since(), now.reason(), now.dropped() + count);
    LOG.warn("{} messages of the broker found no room; their stations are asked again", count);
  }

  @Override
  public void changed() {
    // The round that follows publishes.
  }

  @Override
  public void lineFree() {
    publish(MqttConnection.MOST_OUTSTANDING);
  }

  private void publish(int most) {
    for (int left = most; left > 0; left--) {
      ApplicationMessage next = outgoing.waiting.poll();
      if (next == null || !cycle.publish(next)) {
        return;
      }
    }
  }

  @Override
  public long nextDue() {
    return outgoing.waiting.isEmpty() ? ticker.in(Duration.ofHours(1)) : ticker.now();
  }

  @Override
  public void farewell() {
    answer(
        fleet.ask(view -> {
          view.host().leave();
          return true;
        }));
    publish(MqttConnection.MOST_OUTSTANDING);
  }

  @Override
  public void lost(String reason, Duration wait) {
    var ignored = fleet.lost();
    if (status.connected() || !reason.equals(status.reason())) {
      LOG.warn("No connection to the broker: {}; next try in {} ms", reason, wait.toMillis());
      become(false, reason);
    }
  }

  @Override
  public void stopped(String reason) {
    become(false, reason.isEmpty() ? "the centre was stopped" : reason);
  }

  /** Says goodbye and ends. */
  @Override
  public void close() {
    link.close();
  }
}
