package org.countersign.link.tcp;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who reads a connection: the device's thread or the event loop, never both, for bytes taken by two
 * threads would lose their order.
 *
 * <p>An answer that comes by way of the loop wakes two threads, which costs more than the drivers
 * do. So the loop takes one turn when the connection was made, and again when nobody has read for
 * {@link #REST} to twice that; its turn ends with the first bytes that come. Everything else is the
 * device's. Any thread.
 */
final class Turns {

  /** Longer than a device thinks within a dialogue, shorter than a person notices an unplugging. */
  static final Duration REST = Duration.ofMillis(50);

  private final Runnable readByLoop;
  private final BooleanSupplier hasRoom;
  private @Nullable EventLoop loop;
  private boolean loopsTurn;
  private boolean devicesTurn;
  private boolean watched;
  private boolean justRead;

  /**
   * Nobody's turn yet.
   *
   * @param readByLoop asks the loop for one read
   * @param hasRoom whether there is room for what the loop would read
   */
  Turns(Runnable readByLoop, BooleanSupplier hasRoom) {
    this.readByLoop = readByLoop;
    this.hasRoom = hasRoom;
  }

  /** The connection is there. */
  synchronized void begin(EventLoop eventLoop) {
    loop = eventLoop;
    letLoopRead();
  }

  private void letLoopRead() {
    loopsTurn = true;
    readByLoop.run();
  }

  /**
   * Takes the turn for the device's thread, until {@link #giveBack}.
   *
   * @return false if it is the loop's: what arrives comes through the buffer
   */
  synchronized boolean takeForDevice() {
    devicesTurn = !loopsTurn;
    return devicesTurn;
  }

  /** The device's thread reads no more for the moment. */
  synchronized void giveBack() {
    devicesTurn = false;
    justRead = true;
    watch();
  }

  /**
   * The loop has read something, and its turn is over. Both at once: a device that sees only the
   * one would look for the bytes where they are no more, or wait for a loop that reads no more.
   *
   * @param handOver puts what was read where the device looks first; must not wait
   */
  synchronized void loopHasRead(Runnable handOver) {
    loopsTurn = false;
    handOver.run();
    justRead = true;
    watch();
  }

  private void watch() {
    if (watched || loop == null) {
      return;
    }
    try {
      Future<?> ignored = loop.schedule(this::afterRest, REST.toNanos(), TimeUnit.NANOSECONDS);
      watched = true;
    } catch (RejectedExecutionException e) {
      // Every link is being closed, so nobody has to notice an end.
    }
  }

  private synchronized void afterRest() {
    watched = false;
    if (devicesTurn || loopsTurn || !hasRoom.getAsBoolean()) {
      return; // Whoever reads next gives the turn back, and then it is looked at again.
    }
    if (justRead) {
      justRead = false;
      watch();
    } else {
      letLoopRead();
    }
  }
}
