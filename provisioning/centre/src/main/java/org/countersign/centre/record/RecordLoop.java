package org.countersign.centre.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.countersign.centre.store.RecordTable;
import org.countersign.centre.store.StoreException;
import org.countersign.centre.thread.LoopThread;
import org.countersign.mqtt.ApplicationMessage;
import org.countersign.protocol.records.RecordCodec;
import org.countersign.protocol.records.RecordReceiver;
import org.countersign.protocol.records.RecordReceiver.Answer;
import org.countersign.protocol.records.RecordReceiver.Finding;
import org.countersign.protocol.records.RecordTopics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code records}: stores what waits in one transaction, then acknowledges it. What
 * finds no room, or cannot be stored, is not acknowledged; its station sends it again.
 */
public final class RecordLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RecordLoop.class);

  /** Batches that wait; at {@link RecordCodec#MOST_BATCH_BYTES} each, 64 MB at the most. */
  private static final int QUEUE = 256;

  /** A commit costs a write of the disk, however much it holds. */
  private static final int MOST_IN_TRANSACTION = 256;

  private static final long NAP_MILLIS = 250;

  private record Message(String topic, byte[] payload) {}

  private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final RecordTable table;
  private final RecordReceiver receiver;
  private final Consumer<ApplicationMessage> publisher;
  private final Consumer<Finding> findings;
  private final LoopThread thread;
  private volatile boolean closing;

  /**
   * Starts the thread.
   *
   * @param table is this loop's from now on, which closes it
   * @param publisher takes acknowledgements of what is durable, on the thread {@code records}
   * @param findings takes what is durable and what is wrong, on the same thread
   */
  public RecordLoop(
      RecordTable table, Consumer<ApplicationMessage> publisher, Consumer<Finding> findings) {
    this.table = table;
    this.receiver = new RecordReceiver(table);
    this.publisher = publisher;
    this.findings = findings;
    this.thread = LoopThread.start("records", this::run);
  }

  /**
   * Takes a message of {@link RecordTopics#ALL_RECORDS}; any thread, never waits.
   *
   * @return whether there was room for it
   */
  public boolean received(String topic, byte[] payload) {
    boolean taken =
        !closing
            && payload.length <= RecordCodec.MOST_BATCH_BYTES
            && messages.offer(new Message(topic, payload));
    if (!taken) {
      dropped.incrementAndGet();
    }
    return taken;
  }

  /** Messages that were too large, or found no room. */
  public long dropped() {
    return dropped.get();
  }

  /** Messages that could not be stored. */
  public long failed() {
    return failed.get();
  }

  /** Acknowledgements that were given to the link; each speaks of all up to one record. */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Messages that wait now. */
  public int waiting() {
    return messages.size();
  }

  private void run() {
    List<Message> taken = new ArrayList<>();
    while (!closing || !messages.isEmpty()) {
      try {
        taken.clear();
        Message first = messages.poll(NAP_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          taken.add(first);
          messages.drainTo(taken, MOST_IN_TRANSACTION - 1);
          store(taken);
        }
      } catch (InterruptedException e) {
        LOG.warn("the records' thread was interrupted and goes on");
      } catch (RuntimeException e) {
        LOG.error("the records' thread met a defect and goes on", e);
        table.rollback();
      }
    }
  }

  /** One that the database refuses must not keep out those it came with. */
  private void store(List<Message> taken) {
    try {
      storeTogether(taken);
    } catch (StoreException e) {
      table.rollback();
      if (taken.size() == 1) {
        failed.incrementAndGet();
        LOG.error("records are not stored; their station will send them again", e);
      } else {
        taken.forEach(message -> store(List.of(message)));
      }
    }
  }

  private void storeTogether(List<Message> taken) {
    List<Answer> answers =
        taken.stream()
            .map(message -> receiver.received(message.topic(), message.payload()))
            .toList();
    table.commit();
    answers.forEach(this::tell);
  }

  private void tell(Answer answer) {
    if (answer.station().isPresent() && answer.ack().isPresent()) {
      publisher.accept(
          ApplicationMessage.passing(
              RecordTopics.acks(answer.station().get()),
              RecordCodec.encode(answer.ack().get()),
              1));
      acknowledged.incrementAndGet();
    }
    answer.findings().forEach(findings);
  }

  /** Stores what waits, and ends. */
  @Override
  public void close() {
    closing = true;
    thread.awaitEnd();
    table.close();
  }
}
