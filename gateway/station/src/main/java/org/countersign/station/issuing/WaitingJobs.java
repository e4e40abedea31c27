package org.countersign.station.issuing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.countersign.station.ledger.Ledger.Waiting;

/**
 * Jobs in line for a card, oldest first. A job that failed on a blank is passed over for a moment,
 * longer each time, so that it neither holds the others up nor is forgotten. Any thread.
 */
public final class WaitingJobs {

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private record Place(Waiting job, int failures, long notBefore) {}

  /**
   * A job in a device's hands.
   *
   * @param failures how often it came back
   */
  public record Taken(Waiting job, int failures) {}

  private final TreeMap<Long, Place> line = new TreeMap<>();
  private final List<Runnable> listeners = new ArrayList<>();
  private final LongSupplier nanoTime;

  /** With a monotonic clock. */
  public WaitingJobs(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Puts a job in its place. */
  public void add(Waiting job) {
    put(new Place(job, 0, nanoTime.getAsLong()));
  }

  /** Gives a job back unharmed, to be passed over for a while. */
  public void giveBack(Taken taken, Duration pause) {
    int failures = taken.failures() + 1;
    Duration doubled = pause.multipliedBy(1L << Math.min(failures - 1, 10));
    Duration wait = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    put(new Place(taken.job(), failures, nanoTime.getAsLong() + wait.toNanos()));
  }

  /** Gives a job back that was not tried. */
  public void giveBack(Taken taken) {
    put(new Place(taken.job(), taken.failures(), nanoTime.getAsLong()));
  }

  private void put(Place place) {
    List<Runnable> toTell;
    synchronized (this) {
      line.put(place.job().number(), place);
      toTell = List.copyOf(listeners);
    }
    toTell.forEach(Runnable::run);
  }

  /** Takes the oldest job of one of the profiles, of any if there are none. */
  public synchronized Optional<Taken> take(Set<String> profiles) {
    long now = nanoTime.getAsLong();
    Iterator<Place> places = line.values().iterator();
    while (places.hasNext()) {
      Place place = places.next();
      if (fits(place, profiles) && now - place.notBefore() >= 0) {
        places.remove();
        return Optional.of(new Taken(place.job(), place.failures()));
      }
    }
    return Optional.empty();
  }

  /** How long until a job of one of the profiles may be taken; empty if none is in line. */
  public synchronized Optional<Duration> next(Set<String> profiles) {
    long now = nanoTime.getAsLong();
    return line.values().stream()
        .filter(place -> fits(place, profiles))
        .map(place -> Duration.ofNanos(Math.max(0, place.notBefore() - now)))
        .min(Duration::compareTo);
  }

  private static boolean fits(Place place, Set<String> profiles) {
    return profiles.isEmpty() || profiles.contains(place.job().profile());
  }

  /** Takes a job out of the line, wherever it stands. */
  public synchronized void remove(String job) {
    line.values().removeIf(place -> place.job().id().equals(job));
  }

  /** How many wait. */
  public synchronized int size() {
    return line.size();
  }

  /** Calls the listener whenever a job comes into the line; it must return at once. */
  public synchronized void onArrival(Runnable listener) {
    listeners.add(listener);
  }
}
