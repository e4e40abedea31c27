package org.countersign.centre.fleet;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Messages of the broker that wait for the fleet's thread, bounded by number and by bytes. */
final class MessageQueue {

  /** Some seconds of the births of a whole fleet. */
  private static final int MOST = 65_536;

  /** Bytes of topics and payloads. */
  private static final long MOST_BYTES = 64L << 20;

  /** Wakes the thread for a question when no message would. */
  private static final Message WAKE = new Message("", new byte[0]);

  private final BlockingQueue<Message> messages = new ArrayBlockingQueue<>(MOST);
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final int largestPayload;

  /** One message. */
  record Message(String topic, byte[] payload) {

    long bytes() {
      return (long) topic.length() + payload.length;
    }
  }

  MessageQueue(int largestPayload) {
    this.largestPayload = largestPayload;
  }

  /** Takes a message; any thread, never waits. One that is not taken is counted. */
  boolean offer(String topic, byte[] payload, boolean isOpen) {
    boolean taken =
        isOpen && payload.length <= largestPayload && offer(new Message(topic, payload));
    if (!taken) {
      dropped.incrementAndGet();
    }
    return taken;
  }

  /** The bytes are counted before the message is there, so that they never become negative. */
  private boolean offer(Message message) {
    boolean taken =
        waitingBytes.addAndGet(message.bytes()) <= MOST_BYTES && messages.offer(message);
    if (!taken) {
      waitingBytes.addAndGet(-message.bytes());
    }
    return taken;
  }

  /** Makes the thread's {@link #poll(long)} end. */
  void wake() {
    var ignored = messages.offer(WAKE);
  }

  static boolean isWake(Message message) {
    return message == WAKE;
  }

  /** The next one, or what woke the thread; empty if none comes for so long. */
  Optional<Message> poll(long millis) throws InterruptedException {
    return taken(messages.poll(millis, TimeUnit.MILLISECONDS));
  }

  /** The next one that is there. */
  Optional<Message> poll() {
    return taken(messages.poll());
  }

  private Optional<Message> taken(@Nullable Message message) {
    if (message != null) {
      waitingBytes.addAndGet(-message.bytes());
    }
    return Optional.ofNullable(message);
  }

  long dropped() {
    return dropped.get();
  }

  int size() {
    return messages.size();
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }
}
