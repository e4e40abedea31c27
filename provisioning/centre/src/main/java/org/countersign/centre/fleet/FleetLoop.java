package org.countersign.centre.fleet;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.countersign.centre.condition.Watch;
import org.countersign.centre.silence.BrokerWords;
import org.countersign.centre.silence.Plans;
import org.countersign.centre.silence.Silence;
import org.countersign.centre.silence.SilenceBook;
import org.countersign.centre.silence.SilenceRules;
import org.countersign.centre.state.FleetState;
import org.countersign.centre.thread.LoopThread;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.HostApplication;
import org.countersign.protocol.sparkplug.host.HostConnectRequest;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostOutput;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.countersign.protocol.sparkplug.host.KnownNode;
import org.countersign.protocol.sparkplug.host.RefusalReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code fleet}, the only one that touches the host's sessions, the state and the
 * conditions. What comes from the broker waits in a queue bounded by messages and by bytes; a
 * message that finds it full is dropped and counted, and the gap in its sequence makes its station
 * be asked for everything. If the thread ends by an Error, the loop is closed.
 */
public final class FleetLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FleetLoop.class);

  /** Questions wait apart from messages, so that a storm of births delays no page. */
  private static final int QUESTIONS = 1_024;

  /** Messages that may go before a question. */
  private static final int BATCH = 64;

  private static final long LONGEST_NAP_MILLIS = 100;

  private final MessageQueue messages;
  private final BlockingQueue<Question<?>> questions = new ArrayBlockingQueue<>(QUESTIONS);
  private final AtomicLong digested = new AtomicLong();
  private final FleetState state = new FleetState();
  private final Watch watch = new Watch();
  private final Settling settling = new Settling();
  private final SilenceBook silences;
  private final HostApplication host;
  private final FleetView view;
  private final InstantSource clock;
  private final LongSupplier monotonicMillis;
  private final Consumer<HostMessage> publisher;
  private final FleetListener listener;
  private final LoopThread thread;
  private volatile boolean closing;
  private volatile boolean ended;

  /**
   * Starts the thread.
   *
   * @param clock wall time, UTC
   * @param monotonicMillis for what is due
   * @param publisher takes what is to be sent, on the thread {@code fleet}; must not wait
   * @param listener is told of what happened, after the state has it
   */
  public FleetLoop(
      HostSettings settings,
      InstantSource clock,
      LongSupplier monotonicMillis,
      Consumer<HostMessage> publisher,
      FleetListener listener) {
    this(
        settings,
        new SilenceBook(SilenceRules.USUAL, Plans.NONE),
        clock,
        monotonicMillis,
        publisher,
        listener);
  }

  /**
   * The same with rules of silence of one's own.
   *
   * @param silences a new book, the thread's alone from now on
   */
  public FleetLoop(
      HostSettings settings,
      SilenceBook silences,
      InstantSource clock,
      LongSupplier monotonicMillis,
      Consumer<HostMessage> publisher,
      FleetListener listener) {
    this.clock = clock;
    this.monotonicMillis = monotonicMillis;
    this.publisher = publisher;
    this.listener = listener;
    this.silences = silences;
    this.messages = new MessageQueue(settings.payload().bytes());
    this.host = new HostApplication(settings, clock, new Output());
    this.view = new FleetView(state, watch, host, silences);
    this.thread = LoopThread.start("fleet", this::run);
  }

  /**
   * Takes a message from the broker; any thread, never waits.
   *
   * @return whether there was room for it, and it was not larger than payloads may be
   */
  public boolean received(String topic, byte[] payload) {
    return messages.offer(topic, payload, !closing);
  }

  /** Messages that were too large, or found no room. */
  public long dropped() {
    return messages.dropped();
  }

  /** Messages that the fleet's state has, or refused. */
  public long digested() {
    return digested.get();
  }

  /** Messages that wait now. */
  public int waiting() {
    return messages.size();
  }

  /**
   * Stations from before a restart; to be given before {@link #connect}.
   *
   * @param heardUntil when they were heard last, milliseconds since 1970-01-01T00:00:00Z
   */
  public CompletableFuture<Boolean> restore(Collection<KnownNode> saved, long heardUntil) {
    List<KnownNode> nodes = List.copyOf(saved);
    return ask(fleet -> {
      for (KnownNode node : nodes) {
        fleet.host().restore(node);
        fleet.watch().look(fleet.state().restore(node, heardUntil), clock.millis());
        fleet.silences().await(node.node(), monotonicMillis.getAsLong());
      }
      return true;
    });
  }

  /** Silences from before a restart; after their stations, and before {@link #connect}. */
  public CompletableFuture<Boolean> restoreSilences(Collection<Silence> saved) {
    List<Silence> lasting = List.copyOf(saved);
    return ask(fleet -> {
      for (Silence silence : lasting) {
        fleet
            .state()
            .station(silence.station())
            .ifPresent(station -> {
              fleet.silences().restore(silence, clock.millis(), monotonicMillis.getAsLong());
              fleet
                  .watch()
                  .look(station, fleet.silences().standing(station.node()), silence.from());
            });
      }
      return true;
    });
  }

  /** A station that is looked after no more, until it is heard again. */
  public CompletableFuture<Boolean> forget(EdgeNodeDescriptor station) {
    return ask(fleet -> {
      fleet.host().forget(station);
      fleet.watch().forget(station);
      fleet.state().forget(station);
      fleet.silences().forget(station);
      return true;
    });
  }

  /** Begins a session with the broker. */
  public CompletableFuture<HostConnectRequest> connect() {
    return ask(fleet -> fleet.host().connect());
  }

  /** The session is there, and every subscription is answered. */
  public CompletableFuture<Boolean> connected() {
    return ask(fleet -> {
      fleet.host().connected(monotonicMillis.getAsLong());
      fleet.silences().linkUp(clock.millis(), monotonicMillis.getAsLong());
      return true;
    });
  }

  /** The connection is gone. */
  public CompletableFuture<Boolean> lost() {
    return ask(fleet -> {
      if (fleet.host().isOnline()) {
        fleet.silences().linkLost(clock.millis());
      }
      fleet.host().lost();
      return true;
    });
  }

  /**
   * Asks the fleet on its own thread. The answer must be made of values, not of what it was made
   * from. Fails with {@link RejectedExecutionException} if too many wait, or the loop has ended.
   */
  public <T> CompletableFuture<T> ask(Function<FleetView, T> question) {
    Question<T> open = new Question<>(question, new CompletableFuture<>());
    if (closing || !questions.offer(open)) {
      open.refuse();
    } else if (ended) {
      refuseAll();
    } else if (messages.isEmpty()) {
      messages.wake();
    }
    return open.answer();
  }

  private void run() {
    try {
      while (!closing) {
        turn();
      }
      answer();
    } catch (Error e) {
      LOG.error("the fleet's thread ends by an error: restart the centre", e);
      throw e;
    } finally {
      closing = true;
      ended = true;
      refuseAll();
    }
  }

  private void turn() {
    try {
      digest(messages.poll(nap()));
      answer();
      host.tick(monotonicMillis.getAsLong());
      settle();
      miss();
    } catch (InterruptedException e) {
      // Nobody has a reason to interrupt this thread; its end is close().
      LOG.warn("the fleet's thread was interrupted and goes on");
    } catch (RuntimeException e) {
      LOG.error("the fleet's thread met a defect and goes on", e);
    }
  }

  /** At most a nap late. */
  private void settle() {
    for (EdgeNodeDescriptor node : settling.due(monotonicMillis.getAsLong())) {
      look(node, clock.millis());
    }
  }

  /** Whose heartbeat waits in the queue is not missed. */
  private void miss() {
    if (messages.size() < BATCH) {
      long now = clock.millis();
      silences
          .due(host.isOnline(), state::station, now, monotonicMillis.getAsLong())
          .forEach(node -> look(node, now));
    }
  }

  private void look(EdgeNodeDescriptor node, long now) {
    state.station(node).ifPresent(station -> watch.look(station, silences.standing(node), now));
  }

  private long nap() {
    if (!questions.isEmpty()) {
      return 0;
    }
    long due = host.nextTick() - monotonicMillis.getAsLong();
    return Math.clamp(due, 0, LONGEST_NAP_MILLIS);
  }

  private void digest(Optional<MessageQueue.Message> first) {
    Optional<MessageQueue.Message> next = first;
    for (int left = BATCH; next.isPresent(); left--) {
      MessageQueue.Message message = next.get();
      if (!MessageQueue.isWake(message)) {
        digest(message);
        digested.lazySet(digested.getPlain() + 1);
      }
      next = left > 1 ? messages.poll() : Optional.empty();
    }
  }

  private void digest(MessageQueue.Message message) {
    if (BrokerWords.isTopic(message.topic())) {
      BrokerWords.read(message.topic(), message.payload())
          .ifPresent(word -> silences.brokerSaid(word, clock.millis()));
    } else {
      host.received(message.topic(), message.payload(), monotonicMillis.getAsLong());
    }
  }

  private void answer() {
    for (Question<?> open = questions.poll(); open != null; open = questions.poll()) {
      open.answer(view);
    }
  }

  /** Also by whoever asks after the end; a question that was just answered stays so. */
  private void refuseAll() {
    for (Question<?> open = questions.poll(); open != null; open = questions.poll()) {
      open.refuse();
    }
  }

  private final class Output implements HostOutput {

    @Override
    public void event(HostEvent event) {
      long now = clock.millis();
      long ticks = monotonicMillis.getAsLong();
      state.apply(event, now);
      if (event instanceof HostEvent.Refused refused
          && refused.reason() == RefusalReason.NOT_BORN) {
        // It was asked for its birth, which may have to wait for those of many others.
        refused.node().ifPresent(node -> silences.lives(node, ticks));
      }
      node(event)
          .flatMap(state::station)
          .ifPresent(station -> {
            silences.happened(event, station, now, ticks);
            if (settling.settles(event, station, ticks)) {
              watch.look(station, silences.standing(station.node()), now);
            }
          });
      listener.event(event, now);
    }

    @Override
    public void publish(HostMessage message) {
      publisher.accept(message);
    }
  }

  private static Optional<EdgeNodeDescriptor> node(HostEvent event) {
    return switch (event) {
      case HostEvent.NodeBorn e -> Optional.of(e.node());
      case HostEvent.DeviceBorn e -> Optional.of(e.node());
      case HostEvent.Changed e -> Optional.of(e.node());
      case HostEvent.NodeDied e -> Optional.of(e.node());
      case HostEvent.DeviceDied e -> Optional.of(e.node());
      case HostEvent.Stale e -> Optional.of(e.node());
      case HostEvent.Refused ignored -> Optional.empty();
      case HostEvent.HostIdContested ignored -> Optional.empty();
    };
  }

  /** Answers what was asked and ends the thread. Messages that wait are not taken any more. */
  @Override
  public void close() {
    closing = true;
    thread.awaitEnd();
  }
}
