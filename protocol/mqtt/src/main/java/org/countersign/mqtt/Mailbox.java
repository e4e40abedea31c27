package org.countersign.mqtt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What reaches the link's thread from others. Putting something in never waits for that thread:
 * changes are one flag, messages of the broker are bounded and the surplus is counted and dropped,
 * and what a connection says of itself is kept for the present connection alone. Any thread.
 */
final class Mailbox {

  /** Something for the link's thread. */
  sealed interface Letter {
    /** What the user tells may have changed. */
    record Changed() implements Letter {}

    /** The link is to end. */
    record Stop() implements Letter {}

    /** CONNACK. */
    record Accepted() implements Letter {}

    /** Every SUBACK. */
    record Subscribed() implements Letter {}

    /** A SUBACK that said no to a wish. */
    record Refused(String filter) implements Letter {}

    /** Nothing is outstanding. */
    record Drained() implements Letter {}

    /** The connection is over. */
    record Ended(Trouble trouble, String reason) implements Letter {}

    /** A message of the broker. */
    record Arrived(String topic, byte[] payload) implements Letter {}

    /** Messages of the broker that were dropped. */
    record Dropped(int count) implements Letter {}
  }

  private final ArrivalLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final ArrayDeque<Letter> ofConnection = new ArrayDeque<>();
  private final ArrayDeque<Letter> arrivals = new ArrayDeque<>();
  private long waitingBytes;
  private boolean drained;
  private boolean changed;
  private boolean stop;
  private boolean woken;
  private int dropped;
  private Optional<MqttConnection.Events> present = Optional.empty();

  Mailbox(ArrivalLimits limits) {
    this.limits = limits;
  }

  /** What the user tells may have changed. */
  void changed() {
    put(() -> changed = true);
  }

  /** The link's thread is to look round, though nothing has changed. */
  void wake() {
    put(() -> woken = true);
  }

  /** The link is to end. */
  void stop() {
    put(() -> stop = true);
  }

  /** The way in for a new connection. Whatever an earlier one said or will say is forgotten. */
  MqttConnection.Events forNewConnection() {
    Door door = new Door();
    put(() -> {
      forget();
      present = Optional.of(door);
    });
    return door;
  }

  /** From now on no connection has anything to say. */
  void closeDoor() {
    put(this::forget);
  }

  private void forget() {
    present = Optional.empty();
    ofConnection.clear();
    arrivals.clear();
    waitingBytes = 0;
    drained = false;
  }

  /** Waits until there is something, at most so long, and takes all of it. */
  List<Letter> take(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (isEmpty() && left > 0) {
        left = filled.awaitNanos(left);
      }
      return takeAll();
    } finally {
      lock.unlock();
    }
  }

  private boolean isEmpty() {
    return ofConnection.isEmpty()
        && arrivals.isEmpty()
        && dropped == 0
        && !drained
        && !changed
        && !stop
        && !woken;
  }

  private List<Letter> takeAll() {
    List<Letter> all = new ArrayList<>(ofConnection);
    all.addAll(arrivals);
    if (dropped > 0) {
      all.add(new Letter.Dropped(dropped));
    }
    if (drained) {
      all.add(new Letter.Drained());
    }
    if (changed) {
      all.add(new Letter.Changed());
    }
    if (stop) {
      all.add(new Letter.Stop());
    }
    ofConnection.clear();
    arrivals.clear();
    waitingBytes = 0;
    dropped = 0;
    drained = false;
    changed = false;
    stop = false;
    woken = false;
    return all;
  }

  private void put(Runnable entry) {
    lock.lock();
    try {
      entry.run();
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** A connection's way in; it leads nowhere once there is a newer one. */
  private final class Door implements MqttConnection.Events {

    private boolean over;

    @Override
    public void accepted() {
      say(() -> ofConnection.add(new Letter.Accepted()));
    }

    @Override
    public void subscribed() {
      say(() -> ofConnection.add(new Letter.Subscribed()));
    }

    @Override
    public void refused(String filter) {
      say(() -> ofConnection.add(new Letter.Refused(filter)));
    }

    @Override
    public void drained() {
      say(() -> drained = true);
    }

    @Override
    public void arrived(String topic, byte[] payload) {
      say(() -> {
        if (hasRoomFor(payload)) {
          arrivals.add(new Letter.Arrived(topic, payload));
          waitingBytes += payload.length;
        } else {
          dropped++;
        }
      });
    }

    @Override
    public void ended(String reason) {
      ended(Trouble.CLOSED, reason);
    }

    @Override
    public void ended(Trouble trouble, String reason) {
      say(() -> {
        // One connection can tell of its end in several ways; the first one counts.
        if (!over) {
          over = true;
          ofConnection.add(new Letter.Ended(trouble, reason));
        }
      });
    }

    private boolean hasRoomFor(byte[] payload) {
      return payload.length <= limits.payload()
          && arrivals.size() < limits.messages()
          && waitingBytes + payload.length <= limits.bytes();
    }

    private void say(Runnable entry) {
      put(() -> {
        if (present.filter(d -> d == this).isPresent()) {
          entry.run();
        }
      });
    }
  }
}
