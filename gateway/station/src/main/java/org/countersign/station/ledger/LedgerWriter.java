package org.countersign.station.ledger;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.countersign.station.jobs.StationEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * The thread {@code ledger}: takes what is waiting, does it in one transaction, commits once, and
 * only then lets the callers go on and the listeners hear. A piece that fails is taken back alone.
 * On a full disk the {@link Reserve} is given free and the commit tried once more. A commit that
 * fails is final: what the disk holds is unknown, so nothing more is written until the gateway is
 * started again and the chain is read.
 */
final class LedgerWriter implements AutoCloseable {

  /** One piece of work inside a transaction. */
  @FunctionalInterface
  interface Write<T extends @Nullable Object> {
    T apply(Transaction transaction) throws SQLException;
  }

  record Piece<T extends @Nullable Object>(Write<T> write, CompletableFuture<T> done) {}

  private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
  private static final int QUEUE = 1_024;
  private static final int GROUP = 256;

  /** A commit writes some ten pages of 4 KB, so the log stays below 20 megabytes. */
  private static final int COMMITS_A_LOG = 400;

  private static final Duration QUIET = Duration.ofSeconds(2);

  /** Pieces that belong into one commit, the oldest first. */
  private final BlockingQueue<List<? extends Piece<?>>> queue;

  private final List<Consumer<StationEvent>> listeners = new CopyOnWriteArrayList<>();
  private final Transaction transaction;
  private final Timer flush;
  private final DistributionSummary group;
  private final Thread thread;
  private volatile Transaction.End end;
  private volatile Optional<String> failure = Optional.empty();
  private volatile boolean closing;
  private volatile Reserve reserve = Reserve.NONE;
  private volatile long roundAt = System.nanoTime();
  private boolean erasedSinceCheckpoint;
  private int commitsSinceCheckpoint;

  LedgerWriter(Transaction transaction, MeterRegistry meters) {
    this(
        transaction,
        meters,
        new ArrayBlockingQueue<>(QUEUE),
        Thread.ofPlatform().name("ledger").factory());
  }

  /**
   * Starts the thread.
   *
   * @param queue empty and bounded; how the thread waits for work
   */
  LedgerWriter(
      Transaction transaction,
      MeterRegistry meters,
      BlockingQueue<List<? extends Piece<?>>> queue,
      ThreadFactory threads) {
    this.transaction = transaction;
    this.queue = queue;
    this.end = transaction.end();
    this.flush =
        Timer.builder("countersign.ledger.flush")
            .description("Time of one commit to the disk")
            .publishPercentileHistogram()
            .publishPercentiles(0.5, 0.99)
            .minimumExpectedValue(Duration.ofNanos(50_000))
            .maximumExpectedValue(Duration.ofSeconds(1))
            .register(meters);
    this.group =
        DistributionSummary.builder("countersign.ledger.group")
            .description("Writes made durable by one commit")
            .register(meters);
    meters.gauge("countersign.ledger.queue", queue, BlockingQueue::size);
    this.thread = threads.newThread(this::run);
    thread.start();
  }

  /** The end of the chain as it is on the disk. */
  Transaction.End end() {
    return end;
  }

  /** A quantile of the recent commits in seconds, 0.5 or 0.99; empty before the first. */
  OptionalDouble commitSeconds(double quantile) {
    HistogramSnapshot recent = flush.takeSnapshot();
    return recent.count() == 0
        ? OptionalDouble.empty()
        : Arrays.stream(recent.percentileValues())
            .filter(value -> Math.abs(value.percentile() - quantile) < 1e-6)
            .mapToDouble(value -> value.value(TimeUnit.SECONDS))
            .findFirst();
  }

  /** Why nothing more can be written; empty if all is well. */
  Optional<String> failure() {
    return failure;
  }

  /** Time since the thread came round; without work it does every {@link #QUIET}. */
  Duration sinceRound() {
    return Duration.ofNanos(System.nanoTime() - roundAt);
  }

  /** Frees this space when the disk is full, instead of failing. */
  void fallBackOn(Reserve space) {
    reserve = space;
  }

  /** What to tell the operator while the disk's reserve is in use. */
  Optional<String> reserveInUse() {
    return reserve.inUse();
  }

  /** Refuses every further write. */
  void fail(String reason) {
    failure = Optional.of(reason);
  }

  void listen(Consumer<StationEvent> listener) {
    listeners.add(listener);
  }

  void forget(Consumer<StationEvent> listener) {
    listeners.remove(listener);
  }

  /**
   * Does the piece and returns its result when it is durable. An interrupt does not cut it short.
   */
  <T extends @Nullable Object> T write(Write<T> write) {
    return await(begin(write));
  }

  /** Puts the piece in line; it is durable when the result is there. Pieces keep their order. */
  <T extends @Nullable Object> CompletableFuture<T> begin(Write<T> write) {
    return begin(List.of(write)).getFirst();
  }

  /** Puts pieces in line that one commit makes durable; each can be refused by itself. */
  <T extends @Nullable Object> List<CompletableFuture<T>> begin(List<Write<T>> writes) {
    List<Piece<T>> pieces =
        writes.stream().map(write -> new Piece<>(write, new CompletableFuture<>())).toList();
    enqueue(pieces);
    return pieces.stream().map(Piece::done).toList();
  }

  /** Puts the piece in line without ever waiting: it fails at once if the line is full. */
  <T extends @Nullable Object> CompletableFuture<T> beginAtOnce(Write<T> write) {
    Piece<T> piece = new Piece<>(write, new CompletableFuture<>());
    if (failure.isPresent()) {
      piece.done().completeExceptionally(new LedgerException(failure.get()));
    } else if (closing || !queue.offer(List.of(piece))) {
      piece
          .done()
          .completeExceptionally(
              new LedgerException(closing ? "the ledger is closed" : "the ledger is overloaded"));
    }
    return piece.done();
  }

  /** Waits for a piece that was begun. An interrupt does not cut it short. */
  static <T extends @Nullable Object> T await(CompletableFuture<T> begun) {
    try {
      return begun.join();
    } catch (CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** Does the piece without anybody waiting for it. */
  void writeLater(Write<?> write) {
    CompletableFuture<Object> done = new CompletableFuture<>();
    if (failure.isPresent() || closing || !queue.offer(List.of(new Piece<>(write::apply, done)))) {
      LOG.warn("a record was not written: the ledger is stopped or overloaded");
    }
  }

  private void enqueue(List<? extends Piece<?>> pieces) {
    boolean interrupted = false;
    try {
      while (true) {
        if (failure.isPresent()) {
          failAll(pieces, new LedgerException(failure.get()));
          return;
        } else if (closing) {
          failAll(pieces, new LedgerException("the ledger is closed"));
          return;
        } else {
          try {
            if (queue.offer(pieces, 100, TimeUnit.MILLISECONDS)) {
              return;
            }
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unwrapped(CompletionException e) {
    // The stack of the caller says who asked; the cause says what the ledger thread met.
    return switch (e.getCause()) {
      case KnownCardException known -> known;
      case JobEndedException ended -> ended;
      case LedgerException ledger -> ledger;
      case RuntimeException other -> other;
      case null, default -> new LedgerException("the ledger failed", e.getCause());
    };
  }

  private void run() {
    List<Piece<?>> pieces = new ArrayList<>(GROUP);
    while (!closing || !queue.isEmpty()) {
      pieces.clear();
      roundAt = System.nanoTime();
      try {
        List<? extends Piece<?>> first = queue.poll(QUIET.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          eraseFromLog();
          reserve.tend();
          continue;
        }
        pieces.addAll(first);
        List<? extends Piece<?>> next;
        while (pieces.size() < GROUP && (next = queue.poll()) != null) {
          pieces.addAll(next);
        }
        commit(pieces);
        checkpoint();
      } catch (InterruptedException e) {
        // Nobody has a reason to interrupt this thread; its end is close().
        LOG.warn("the ledger thread was interrupted and goes on");
      }
    }
    eraseFromLog();
  }

  private void commit(List<Piece<?>> pieces) {
    if (failure.isPresent()) {
      failAll(pieces, new LedgerException(failure.get()));
      return;
    }
    List<Runnable> results;
    try {
      results = writeOut(pieces);
    } catch (SQLException e) {
      String reason =
          "the ledger could not be written ("
              + e.getMessage()
              + "): nothing more is issued; free or replace the disk and start the gateway again";
      LOG.error(reason, e);
      fail(reason);
      failAll(pieces, new LedgerException(reason, e));
      return;
    }
    end = transaction.end();
    List<StationEvent> events = transaction.takeEvents();
    results.forEach(Runnable::run);
    events.forEach(this::tell);
  }

  /** Writes the pieces in one commit; of a full disk's reserve, if it is full. */
  private List<Runnable> writeOut(List<Piece<?>> pieces) throws SQLException {
    Transaction.End before = transaction.end();
    try {
      return writeOnce(pieces);
    } catch (SQLException e) {
      if (!isFull(e) || !reserve.release()) {
        throw e;
      }
      // A disk that is full took nothing of the commit, so nothing of it is in doubt.
      takeBack(before);
      return writeOnce(pieces);
    }
  }

  private List<Runnable> writeOnce(List<Piece<?>> pieces) throws SQLException {
    List<Runnable> results = new ArrayList<>(pieces.size());
    transaction.control("BEGIN IMMEDIATE");
    boolean alone = pieces.size() == 1;
    for (Piece<?> piece : pieces) {
      results.add(apply(piece, alone));
    }
    long started = System.nanoTime();
    transaction.control("COMMIT");
    flush.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    group.record(pieces.size());
    return results;
  }

  private void takeBack(Transaction.End before) {
    try {
      transaction.control("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("SQLite has rolled back by itself: {}", e.getMessage());
    }
    transaction.rollBackTo(before, 0);
  }

  /** Extended result codes have the primary one in their low byte. */
  private static boolean isFull(SQLException e) {
    return (e.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  /**
   * Does a piece inside the transaction.
   *
   * @param alone nothing else is in the transaction, which then is its savepoint and costs nothing
   */
  private <T extends @Nullable Object> Runnable apply(Piece<T> piece, boolean alone)
      throws SQLException {
    Transaction.End before = transaction.end();
    int eventsBefore = transaction.eventCount();
    if (!alone) {
      transaction.control("SAVEPOINT piece");
    }
    try {
      T result = piece.write().apply(transaction);
      if (!alone) {
        transaction.control("RELEASE piece");
      }
      return () -> piece.done().complete(result);
    } catch (SQLException | RuntimeException e) {
      if (e instanceof SQLException failed && isFull(failed)) {
        throw failed; // It would be so with the next piece; room helps all of them.
      }
      transaction.control(alone ? "ROLLBACK" : "ROLLBACK TO piece");
      transaction.control(alone ? "BEGIN IMMEDIATE" : "RELEASE piece");
      transaction.rollBackTo(before, eventsBefore);
      return () -> piece.done().completeExceptionally(refusal(e));
    }
  }

  private static RuntimeException refusal(Exception e) {
    return e instanceof RuntimeException unchecked
        ? unchecked
        : new LedgerException("the ledger refused a write: " + e.getMessage(), e);
  }

  private static void failAll(List<? extends Piece<?>> pieces, LedgerException reason) {
    pieces.forEach(p -> p.done().completeExceptionally(reason));
  }

  private void tell(StationEvent event) {
    for (Consumer<StationEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.warn("a listener failed at event {}", event.sequence(), e);
      }
    }
  }

  /** Marks that a job key was destroyed, so the write-ahead log is emptied soon. Ledger thread. */
  void erased() {
    erasedSinceCheckpoint = true;
  }

  /**
   * Moves what the log holds into the tables when nobody waits, or after so many commits that the
   * log would grow large; never inside a commit, which would wait for two more writes.
   */
  private void checkpoint() {
    commitsSinceCheckpoint++;
    if (commitsSinceCheckpoint < COMMITS_A_LOG || failure.isPresent()) {
      return;
    }
    try {
      transaction.control("PRAGMA wal_checkpoint(PASSIVE)");
      commitsSinceCheckpoint = 0;
    } catch (SQLException e) {
      LOG.warn("the ledger's log could not be moved into its tables; it is tried again", e);
    }
  }

  private void eraseFromLog() {
    if (!erasedSinceCheckpoint || failure.isPresent()) {
      return;
    }
    try {
      // Until now the log may hold the pages on which a destroyed key stood.
      transaction.control("PRAGMA wal_checkpoint(TRUNCATE)");
      commitsSinceCheckpoint = 0;
      erasedSinceCheckpoint = false;
    } catch (SQLException e) {
      LOG.warn("the ledger's log could not be emptied; it is tried again", e);
    }
  }

  /** Writes what is waiting and ends the thread. */
  @Override
  public void close() {
    closing = true;
    queue.offer(List.of(new Piece<Object>(tx -> "wake", new CompletableFuture<>())));
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    failAll(
        queue.stream().flatMap(List::stream).toList(), new LedgerException("the ledger is closed"));
  }
}
