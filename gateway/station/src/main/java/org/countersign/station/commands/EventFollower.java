package org.countersign.station.commands;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.countersign.personalization.JobState;
import org.countersign.station.client.EventStream;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.jobs.StationEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reading the station's events, through restarts of the station: a broken stream is opened
 * again after the last event seen.
 */
final class EventFollower implements AutoCloseable {

  /** Kind of an event of our own: the stream was opened again, so ask for what matters. */
  static final String RESUMED = "resumed";

  private final StationClient client;
  private final Consumer<StationEvent> taker;
  private final CountDownLatch closed = new CountDownLatch(1);
  private OptionalLong last = OptionalLong.empty();
  private volatile @Nullable EventStream stream;

  EventFollower(StationClient client, Consumer<StationEvent> taker) {
    this.client = client;
    this.taker = taker;
  }

  /** Opens the stream; from now on events are taken on a thread of their own. */
  void start() throws StationException, InterruptedException {
    EventStream first = client.events(OptionalLong.empty());
    stream = first;
    Thread.ofPlatform().daemon().name("events").start(() -> follow(first));
  }

  /** Whether a job in this state may be at its end. Words of a newer station count as such. */
  static boolean mayEnd(String state) {
    for (JobState known : JobState.values()) {
      if (known.name().equals(state)) {
        return JobWords.isIssued(known) || JobWords.isLost(known);
      }
    }
    return true;
  }

  private void follow(EventStream first) {
    EventStream current = first;
    try {
      while (closed.getCount() > 0) {
        read(current);
        current = reopen();
      }
      current.close();
    } catch (InterruptedException | IOException stop) {
      // Only closing ends this thread, and then nobody listens.
    }
  }

  private void read(EventStream current) {
    try (current) {
      for (StationEvent event = current.next(); event != null; event = current.next()) {
        taker.accept(event);
      }
    } catch (IOException broken) {
      // The next stream starts where this one ended.
    }
    last = current.last().isPresent() ? current.last() : last;
  }

  private EventStream reopen() throws InterruptedException, IOException {
    while (!closed.await(1, TimeUnit.SECONDS)) {
      try {
        EventStream next = client.events(last);
        stream = next;
        taker.accept(new StationEvent(0, Instant.EPOCH, RESUMED, "", "", Map.of()));
        return next;
      } catch (StationException away) {
        // Asking for the jobs tells the user, if it lasts.
      }
    }
    throw new IOException("closed");
  }

  @Override
  public void close() {
    closed.countDown();
    EventStream current = stream;
    if (current != null) {
      try {
        current.close();
      } catch (IOException alreadyBroken) {
        // It ends either way.
      }
    }
  }
}
