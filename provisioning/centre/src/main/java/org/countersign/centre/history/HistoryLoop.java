package org.countersign.centre.history;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.centre.store.StoreException;
import org.countersign.centre.thread.LoopThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread {@code history}: keeps blocks, and drops days that are too old. */
public final class HistoryLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HistoryLoop.class);

  /** More than all blocks that can be open: a flush of everything finds room. */
  private static final int QUEUE = 131_072;

  /** Twice what can be open; a disk that is slow must not cost the heap. */
  static final long MOST_BYTES = 2 * HistoryRecorder.MOST;

  private static final int MOST_AT_ONCE = 4_096;
  private static final long NAP_MILLIS = 500;

  private final BlockingQueue<Block> waiting = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final HistoryStore store;
  private final InstantSource clock;
  private final Duration keep;
  private final LoopThread thread;
  private volatile boolean closing;
  private LocalDate tidied = LocalDate.EPOCH;

  /**
   * Starts the thread.
   *
   * @param store is this loop's to write and to close
   * @param keep days that are longer ago are dropped
   */
  public HistoryLoop(HistoryStore store, InstantSource clock, Duration keep) {
    this.store = store;
    this.clock = clock;
    this.keep = keep;
    this.thread = LoopThread.start("history", this::run);
  }

  /** Takes a block; any thread, never waits. One that finds no room is lost and counted. */
  public void take(Block block) {
    if (closing || !offer(block)) {
      lost.incrementAndGet();
    }
  }

  /** The bytes are counted before the block is there, so that they never become negative. */
  private boolean offer(Block block) {
    long bytes = block.samples().length;
    boolean taken = waitingBytes.addAndGet(bytes) <= MOST_BYTES && waiting.offer(block);
    if (!taken) {
      waitingBytes.addAndGet(-bytes);
    }
    return taken;
  }

  /** Blocks that found no room, or could not be written. */
  public long lost() {
    return lost.get();
  }

  /** Blocks that were written. */
  public long written() {
    return written.get();
  }

  /** Blocks that wait now. */
  public int waiting() {
    return waiting.size();
  }

  private void run() {
    while (!closing || !waiting.isEmpty()) {
      try {
        Block first = waiting.poll(NAP_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          List<Block> blocks = new ArrayList<>(List.of(first));
          waiting.drainTo(blocks, MOST_AT_ONCE - 1);
          blocks.forEach(block -> waitingBytes.addAndGet(-block.samples().length));
          append(blocks);
        }
        tidy();
      } catch (InterruptedException e) {
        LOG.warn("the history's thread was interrupted and goes on");
      } catch (RuntimeException e) {
        LOG.error("the history's thread met a defect and goes on", e);
      }
    }
  }

  private void append(List<Block> blocks) {
    try {
      store.append(blocks);
      written.addAndGet(blocks.size());
    } catch (StoreException e) {
      lost.addAndGet(blocks.size());
      LOG.error("{} blocks of history are lost", blocks.size(), e);
    }
  }

  private void tidy() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (!today.equals(tidied)) {
      tidied = today;
      store.dropBefore(LocalDate.ofInstant(clock.instant().minus(keep), ZoneOffset.UTC));
    }
  }

  /** Keeps what waits, and ends. */
  @Override
  public void close() {
    closing = true;
    thread.awaitEnd();
    store.close();
  }
}
