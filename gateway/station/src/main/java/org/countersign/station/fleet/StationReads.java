package org.countersign.station.fleet;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.countersign.mqtt.Ticker;
import org.countersign.protocol.sparkplug.NodeImage;

/**
 * Reads the station on a thread of its own, one read at a time: a ledger that does not answer costs
 * the link nothing but news. Link's thread.
 */
final class StationReads {

  /** A read takes milliseconds; a disk that is worn, seconds. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final FleetSource source;
  private final Executor reader;
  private final Runnable done;
  private final Ticker ticker;

  private Optional<CompletableFuture<NodeImage>> running = Optional.empty();
  private long lateAt;

  /** Whether the one before came to nothing. */
  private boolean failed;

  /**
   * Nothing is read yet.
   *
   * @param done called on the reader's thread after each read; returns at once
   */
  StationReads(FleetSource source, Executor reader, Runnable done, Ticker ticker) {
    this.source = source;
    this.reader = reader;
    this.done = done;
    this.ticker = ticker;
  }

  /** Begins a read; only if none is running. */
  void begin() {
    if (!failed) {
      lateAt = ticker.in(LIMIT);
    }
    CompletableFuture<NodeImage> read = new CompletableFuture<>();
    running = Optional.of(read);
    try {
      reader.execute(() -> read(read));
    } catch (RejectedExecutionException closing) {
      read.completeExceptionally(closing);
    }
  }

  private void read(CompletableFuture<NodeImage> read) {
    try {
      read.complete(source.snapshot());
    } catch (RuntimeException e) {
      read.completeExceptionally(e);
    } finally {
      read.cancel(false); // An error: without effect otherwise.
      done.run();
    }
  }

  boolean isRunning() {
    return running.isPresent();
  }

  /** Whether {@link #take} gives something. */
  boolean isDone() {
    return running.filter(CompletableFuture::isDone).isPresent();
  }

  /** Whether for longer than it may take nothing was read: it runs still, or fails every time. */
  boolean isLate() {
    return (failed || isRunning() && !isDone()) && ticker.isDue(lateAt);
  }

  /** Moment of the monotonic clock from which on the running one is late. */
  long lateAt() {
    return lateAt;
  }

  /**
   * What was read, once; empty while it is read.
   *
   * @throws RuntimeException the station's own, if it could not be read
   */
  Optional<NodeImage> take() {
    if (!isDone()) {
      return Optional.empty();
    }
    CompletableFuture<NodeImage> read = running.orElseThrow();
    running = Optional.empty();
    failed = read.state() != Future.State.SUCCESS;
    return switch (read.state()) {
      case SUCCESS -> Optional.of(read.resultNow());
      case FAILED ->
          throw new IllegalStateException(read.exceptionNow().toString(), read.exceptionNow());
      case CANCELLED, RUNNING -> throw new IllegalStateException("the read ended by an error");
    };
  }
}
