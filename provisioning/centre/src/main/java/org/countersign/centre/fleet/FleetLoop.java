package org.countersign.centre.fleet;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.countersign.centre.condition.Watch;
import org.countersign.centre.state.FleetState;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.host.HostApplication;
import org.countersign.protocol.sparkplug.host.HostConnectRequest;
import org.countersign.protocol.sparkplug.host.HostEvent;
import org.countersign.protocol.sparkplug.host.HostMessage;
import org.countersign.protocol.sparkplug.host.HostOutput;
import org.countersign.protocol.sparkplug.host.HostSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code fleet}, the only one that touches the host's sessions, the state and the
 * conditions. What comes from the broker waits in a bounded queue; a message that finds it full is
 * dropped and counted, and the gap in its sequence makes its station be asked for everything.
 */
public final class FleetLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FleetLoop.class);

  /** Some seconds of the births of a whole fleet. */
  private static final int QUEUE = 65_536;

  /** Questions wait apart from messages, so that a storm of births delays no page. */
  private static final int QUESTIONS = 1_024;

  /** Messages that may go before a question. */
  private static final int BATCH = 64;

  private static final long LONGEST_NAP_MILLIS = 100;

  private record Message(String topic, byte[] payload) {}

  private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(QUEUE);
  private final BlockingQueue<Runnable> questions = new ArrayBlockingQueue<>(QUESTIONS);
  private final AtomicLong dropped = new AtomicLong();
  private final FleetState state = new FleetState();
  private final Watch watch = new Watch();
  private final HostApplication host;
  private final FleetView view;
  private final InstantSource clock;
  private final LongSupplier monotonicMillis;
  private final Consumer<HostMessage> publisher;
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param clock wall time, UTC
   * @param monotonicMillis for what is due
   * @param publisher takes what is to be sent, on the thread {@code fleet}; must not wait
   */
  public FleetLoop(
      HostSettings settings,
      InstantSource clock,
      LongSupplier monotonicMillis,
      Consumer<HostMessage> publisher) {
    this.clock = clock;
    this.monotonicMillis = monotonicMillis;
    this.publisher = publisher;
    this.host = new HostApplication(settings, clock, new Output());
    this.view = new FleetView(state, watch, host);
    this.thread = Thread.ofPlatform().name("fleet").start(this::run);
  }

  /**
   * Takes a message from the broker; any thread, never waits.
   *
   * @return whether there was room for it
   */
  public boolean received(String topic, byte[] payload) {
    boolean taken = !closing && messages.offer(new Message(topic, payload));
    if (!taken) {
      dropped.incrementAndGet();
    }
    return taken;
  }

  /** Messages that found no room. */
  public long dropped() {
    return dropped.get();
  }

  /** Messages that wait now. */
  public int waiting() {
    return messages.size();
  }

  /** Begins a session with the broker. */
  public CompletableFuture<HostConnectRequest> connect() {
    return ask(fleet -> fleet.host().connect());
  }

  /** The session is there, and every subscription is answered. */
  public CompletableFuture<Boolean> connected() {
    return ask(fleet -> {
      fleet.host().connected(monotonicMillis.getAsLong());
      return true;
    });
  }

  /** The connection is gone. */
  public CompletableFuture<Boolean> lost() {
    return ask(fleet -> {
      fleet.host().lost();
      return true;
    });
  }

  /**
   * Asks the fleet on its own thread. The answer must be made of values, not of what it was made
   * from. Fails with {@link RejectedExecutionException} if too many wait, or the loop has ended.
   */
  public <T> CompletableFuture<T> ask(Function<FleetView, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    Runnable asked =
        () -> {
          try {
            answer.complete(question.apply(view));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        };
    if (closing || !questions.offer(asked)) {
      answer.completeExceptionally(
          new RejectedExecutionException("the fleet is asked too much at once, or is shut down"));
    }
    return answer;
  }

  private void run() {
    while (!closing) {
      try {
        Message first = messages.poll(nap(), TimeUnit.MILLISECONDS);
        if (first != null) {
          digest(first);
        }
        answer();
        host.tick(monotonicMillis.getAsLong());
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; its end is close().
        LOG.warn("the fleet's thread was interrupted and goes on");
      } catch (RuntimeException e) {
        LOG.error("the fleet's thread met a defect and goes on", e);
      }
    }
    answer();
  }

  private long nap() {
    if (!questions.isEmpty()) {
      return 0;
    }
    long due = host.nextTick() - monotonicMillis.getAsLong();
    return Math.clamp(due, 0, LONGEST_NAP_MILLIS);
  }

  private void digest(Message first) {
    Message message = first;
    for (int left = BATCH; message != null; left--) {
      host.received(message.topic(), message.payload(), monotonicMillis.getAsLong());
      message = left > 1 ? messages.poll() : null;
    }
  }

  private void answer() {
    for (Runnable asked = questions.poll(); asked != null; asked = questions.poll()) {
      asked.run();
    }
  }

  private final class Output implements HostOutput {

    @Override
    public void event(HostEvent event) {
      long now = clock.millis();
      state.apply(event, now);
      node(event).flatMap(state::station).ifPresent(station -> watch.look(station, now));
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
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    answer();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
