package org.countersign.mqtt;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running link: one thread that turns a {@link LinkCycle} until it is stopped. Any thread may
 * call.
 */
public final class MqttLink implements AutoCloseable {

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(MqttLink.class);

  private final LinkCycle cycle;
  private final Thread thread;

  private MqttLink(String name, LinkCycle cycle) {
    this.cycle = cycle;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  /**
   * Starts the link; the first connection is still to come when this returns.
   *
   * @param name of its thread, and of the link in the log
   */
  public static MqttLink start(String name, LinkCycle cycle) {
    MqttLink link = new MqttLink(name, cycle);
    link.thread.start();
    return link;
  }

  private void run() {
    try {
      while (!cycle.isStopped()) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cycle.connection().ifPresent(MqttConnection::abort);
    }
  }

  /** Whatever goes wrong in here costs the connection, never the thread. */
  private void turn() throws InterruptedException {
    try {
      cycle.awaitTurn();
    } catch (RuntimeException e) {
      log.error("Link {}: unexpected; connecting anew", thread.getName(), e);
      cycle.fail(Trouble.STOPPED, "unexpected: " + e);
    }
  }

  /**
   * Says the user's farewell, then DISCONNECT, and ends; at most about five seconds, after which
   * the connection is cut and the broker publishes the will. A second call does nothing.
   */
  @Override
  public void close() {
    cycle.stop();
    long deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
    try {
      if (!thread.join(CLOSE_WITHIN)) {
        thread.interrupt();
        return;
      }
      Optional<MqttConnection> last = cycle.connection();
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
