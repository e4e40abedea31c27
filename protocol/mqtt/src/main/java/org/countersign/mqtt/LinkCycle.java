package org.countersign.mqtt;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Connect, subscribe, be of use, and after every end wait and connect again: what the thread of a
 * link does, without the thread. Events and the time go in, calls of the connection and of the
 * {@link LinkUser} come out. A peer that does not answer in time, or takes nothing for two
 * keep-alives, is left. Where there are several brokers, the next try is always at the next one;
 * between them waits are short, and grow only from round to round.
 *
 * <p>One thread calls, which {@link MqttLink} has; {@link #changed} and {@link #stop} are for any.
 */
public final class LinkCycle {

  /** A session that lived so long ends the growing of the back-off. */
  public static final Duration PROVEN = Duration.ofSeconds(30);

  /** How long a farewell may take to leave. */
  public static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);

  private enum Phase {
    OFFLINE,
    OPENING,
    SUBSCRIBING,
    UP,
    LEAVING,
    STOPPED
  }

  private final BrokerConfig config;
  private final MqttConnection.Connector connector;
  private final BackOff backOff;
  private final Mailbox mailbox;
  private final Ticker ticker;
  private final LinkUser user;

  private Phase phase = Phase.OFFLINE;
  private Optional<MqttConnection> connection = Optional.empty();

  /** Place of the broker in the list, at which the link is or will try. */
  private int broker;

  private List<String> filters = List.of();
  private List<String> wishes = List.of();
  private boolean stopAsked;

  /** The moment at which the present phase is given up, or the next try is due. */
  private long phaseEnds;

  private long upSince;
  private long stalledAt;

  /**
   * A link that has not tried yet; the user is not called in here.
   *
   * @param room for messages of the broker that wait for the link's thread
   */
  public LinkCycle(
      BrokerConfig config,
      MqttConnection.Connector connector,
      BackOff backOff,
      ArrivalLimits room,
      Ticker ticker,
      LinkUser user) {
    this.config = config;
    this.connector = connector;
    this.backOff = backOff;
    this.mailbox = new Mailbox(room);
    this.ticker = ticker;
    this.user = user;
    this.phaseEnds = ticker.now();
  }

  /** What the user tells may have changed. Any thread; never waits. */
  public void changed() {
    mailbox.changed();
  }

  /** The user has something to do though nothing has changed. Any thread; never waits. */
  public void wake() {
    mailbox.wake();
  }

  /** The link is to end. Any thread; never waits. */
  public void stop() {
    mailbox.stop();
  }

  /** Whether the user may publish. */
  public boolean isUp() {
    return phase == Phase.UP;
  }

  /** The broker that the link is at, or tries next. For the user, in a call of the link. */
  public URI broker() {
    return config.addresses().get(broker);
  }

  /** Whether nothing more will be done. */
  public boolean isStopped() {
    return phase == Phase.STOPPED;
  }

  /** Waits until there is something to do, and does it. */
  void awaitTurn() throws InterruptedException {
    round(untilNext());
  }

  /** Does what there is to do now. */
  public void turn() throws InterruptedException {
    round(0);
  }

  private void round(long nanos) throws InterruptedException {
    mailbox.take(nanos).forEach(this::handle);
    advance();
  }

  /** Nanoseconds until {@link #turn} has something to do by itself; 0 if now. */
  public long untilNext() {
    long next =
        switch (phase) {
          case OFFLINE, OPENING, SUBSCRIBING, LEAVING -> phaseEnds;
          case STOPPED -> ticker.in(Duration.ofHours(1));
          case UP -> outstanding() > 0 ? stalledAt : user.nextDue();
        };
    return Math.max(0, next - ticker.now());
  }

  private void handle(Mailbox.Letter letter) {
    switch (letter) {
      case Mailbox.Letter.Changed c -> user.changed();
      case Mailbox.Letter.Stop s -> stopAsked = true;
      case Mailbox.Letter.Drained d -> {} // It woke the thread; what is outstanding is asked.
      case Mailbox.Letter.Dropped d -> user.dropped(d.count());
      case Mailbox.Letter.Accepted a -> subscribe();
      case Mailbox.Letter.Subscribed s -> up();
      case Mailbox.Letter.Refused r -> refused(r.filter());
      case Mailbox.Letter.Ended e -> ended(e.trouble(), e.reason());
      case Mailbox.Letter.Arrived a -> arrived(a);
    }
  }

  private void advance() {
    if (stopAsked && phase != Phase.LEAVING && phase != Phase.STOPPED) {
      leave();
    }
    switch (phase) {
      case OFFLINE -> {
        if (ticker.isDue(phaseEnds)) {
          open();
        }
      }
      case OPENING, SUBSCRIBING -> {
        if (ticker.isDue(phaseEnds)) {
          String limit = config.connectWithin().toSeconds() + " s";
          fail(Trouble.SILENT, "no " + awaited() + " within " + limit);
        }
      }
      case UP -> serve();
      case LEAVING -> {
        if (outstanding() == 0 || ticker.isDue(phaseEnds)) {
          connection.ifPresent(MqttConnection::disconnect);
          phase = Phase.STOPPED;
          user.stopped("");
        }
      }
      case STOPPED -> {}
    }
  }

  private String awaited() {
    return phase == Phase.OPENING ? "CONNACK" : "SUBACK";
  }

  private void open() {
    Opening opening = user.opening();
    filters = opening.filters();
    wishes = opening.wishes();
    phase = Phase.OPENING;
    phaseEnds = ticker.in(config.connectWithin());
    try {
      connection =
          Optional.of(connector.open(broker(), opening.will(), mailbox.forNewConnection()));
    } catch (IOException e) {
      fail(e);
    }
  }

  private void subscribe() {
    if (phase != Phase.OPENING || connection.isEmpty()) {
      return;
    }
    phase = Phase.SUBSCRIBING;
    try {
      connection.get().subscribe(filters, wishes);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void up() {
    if (phase == Phase.SUBSCRIBING) {
      phase = Phase.UP;
      upSince = ticker.now();
      user.up();
    }
  }

  private void refused(String filter) {
    if (phase == Phase.SUBSCRIBING) {
      user.refused(filter);
    }
  }

  private void arrived(Mailbox.Letter.Arrived letter) {
    if (phase == Phase.UP || phase == Phase.SUBSCRIBING) {
      user.arrived(letter.topic(), letter.payload());
    }
  }

  private void serve() {
    if (outstanding() == 0) {
      user.lineFree();
    } else if (ticker.isDue(stalledAt)) {
      fail(Trouble.SILENT, "the broker took nothing for " + stallLimit().toSeconds() + " s");
    }
  }

  /**
   * Hands a message to the connection; messages leave in the order of the calls. For the user, in a
   * call of the link.
   *
   * @return false if there is no connection, or it ended by this
   */
  public boolean publish(ApplicationMessage message) {
    if (connection.isEmpty()) {
      return false;
    }
    stalledAt = ticker.in(stallLimit());
    try {
      connection.get().publish(message);
      return true;
    } catch (IOException e) {
      fail(e);
      return false;
    }
  }

  /** Ends this connection with DISCONNECT and sets the next try. For the user, as publishing is. */
  public void disconnect(String reason) {
    connection.ifPresent(MqttConnection::disconnect);
    retry(Trouble.STOPPED, reason);
  }

  private void leave() {
    if (phase == Phase.UP) {
      phase = Phase.LEAVING;
      phaseEnds = ticker.in(LEAVE_WITHIN);
      user.farewell();
      return;
    }
    connection.ifPresent(MqttConnection::abort);
    phase = Phase.STOPPED;
    user.stopped("");
  }

  private void ended(Trouble trouble, String reason) {
    if (phase == Phase.LEAVING) {
      phase = Phase.STOPPED;
      user.stopped(reason);
      connection.ifPresent(MqttConnection::abort);
    } else if (phase != Phase.STOPPED && phase != Phase.OFFLINE) {
      fail(trouble, reason);
    }
  }

  private void fail(IOException e) {
    fail(Trouble.of(e).orElse(Trouble.CLOSED), String.valueOf(e.getMessage()));
  }

  /** Ends the connection, if there is one, without DISCONNECT, and sets the next try. */
  void fail(Trouble trouble, String reason) {
    connection.ifPresent(MqttConnection::abort);
    retry(trouble, reason);
  }

  private void retry(Trouble trouble, String reason) {
    boolean proven = phase == Phase.UP && ticker.now() - upSince >= PROVEN.toNanos();
    if (proven) {
      backOff.reset();
    }
    mailbox.closeDoor();
    connection = Optional.empty();
    phase = stopAsked ? Phase.STOPPED : Phase.OFFLINE;
    boolean round = broker == config.addresses().size() - 1;
    Duration wait = round ? backOff.next() : backOff.elsewhere();
    phaseEnds = ticker.in(wait);
    user.met(trouble);
    user.lost(reason, wait);
    broker = round ? 0 : broker + 1;
    if (stopAsked) {
      user.stopped(reason);
    }
  }

  /** The connection there is. */
  Optional<MqttConnection> connection() {
    return connection;
  }

  private Duration stallLimit() {
    Duration two = config.keepAlive().multipliedBy(2);
    return two.compareTo(config.connectWithin()) < 0 ? config.connectWithin() : two;
  }

  private int outstanding() {
    return connection.map(MqttConnection::outstanding).orElse(0);
  }
}
