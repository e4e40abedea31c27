package org.countersign.station.lanes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.countersign.station.jobs.Devices.Recovery;

/**
 * One device's way back to work: which rung is next, how long to wait before it, and how long it
 * took. A device that fails again within {@link #RELAPSE} of its return was not mended, so the
 * climb goes on where it was; a card made in between proves that it was. The device's thread and
 * the clock's.
 */
final class RecoveryLadder {

  /** What is measured and told. */
  interface Listener {
    /** A rung is tried. */
    void attempted(Rung rung);

    /**
     * The device works again: it is open, or, if it was and failed again at once, it made a card.
     *
     * @param time since the trouble first began
     */
    void recovered(Rung rung, Duration time);

    /** What {@link #now()} says is something else. */
    void changed();
  }

  /**
   * What can be done for the device.
   *
   * @param restartable whether its driver can be loaded anew
   * @param sibling whether another device that makes the same cards is at work
   */
  record Means(boolean restartable, BooleanSupplier sibling) {}

  /** So soon after a return it was none. */
  static final Duration RELAPSE = Duration.ofSeconds(60);

  /** Longest pause while a device is not there: who plugs it in again stands and waits. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  /** How often the gateway leaves it at the other devices before it asks a person. */
  static final int SIBLING_TRIES = 3;

  private final BackOff backOff;
  private final Means means;
  private final LongSupplier nanoTime;
  private final Listener listener;
  private final List<Rung> climb;

  private Optional<Long> since = Optional.empty();

  /** When the trouble began that the device fell back into. */
  private long firstSince;

  /** Whether a return has proven to be none, so that only a card counts as the next one. */
  private boolean relapsed;

  private Optional<Long> wellSince = Optional.empty();
  private Optional<Trouble> trouble = Optional.empty();
  private Rung rung = Rung.REOPEN;
  private int attempt;
  private int height;
  private int leftToSiblings;
  private String reason = "";

  RecoveryLadder(BackOff backOff, Means means, LongSupplier nanoTime, Listener listener) {
    this.backOff = backOff;
    this.means = means;
    this.nanoTime = nanoTime;
    this.listener = listener;
    List<Rung> rungs = new ArrayList<>(List.of(Rung.REOPEN, Rung.REOPEN, Rung.RESET, Rung.RESET));
    if (means.restartable()) {
      rungs.add(Rung.RESTART);
    }
    this.climb = List.copyOf(rungs);
  }

  /** A late call was interrupted; if it returns and the work goes on, that was enough. */
  synchronized void interrupted(String why) {
    if (since.isEmpty()) {
      begin();
      trouble = Optional.of(Trouble.BROKEN);
      stand(Rung.INTERRUPT);
      reason = why;
      listener.attempted(Rung.INTERRUPT);
      listener.changed();
    }
  }

  /** Something failed so that the device must be opened anew. */
  synchronized void failed(Trouble kind, String why) {
    if (since.isEmpty()) {
      begin();
    } else if (kind == Trouble.BUSY && rung == Rung.INTERRUPT) {
      kind = Trouble.BROKEN; // A call that ends with the interrupt says that it was interrupted.
    }
    trouble = Optional.of(kind);
    reason = why;
    listener.changed();
  }

  private void begin() {
    long now = nanoTime.getAsLong();
    relapsed = wellSince.map(well -> now - well < RELAPSE.toNanos()).orElse(false);
    since = Optional.of(now);
    if (!relapsed) {
      firstSince = now;
      forget();
    }
  }

  private void forget() {
    height = 0;
    leftToSiblings = 0;
    attempt = 0;
    rung = Rung.REOPEN;
    backOff.reset();
  }

  /** Takes the next rung, which the caller now tries; empty if the device is in no trouble. */
  synchronized Optional<Rung> climb() {
    if (trouble.isEmpty()) {
      return Optional.empty();
    }
    Rung next =
        switch (trouble.get()) {
          case ABSENT, BUSY -> Rung.REOPEN;
          case NEEDS_PERSON -> Rung.PERSON;
          case BROKEN -> height < climb.size() ? climb.get(height++) : top();
        };
    stand(next);
    listener.attempted(next);
    listener.changed();
    return Optional.of(next);
  }

  private Rung top() {
    if (leftToSiblings < SIBLING_TRIES && means.sibling().getAsBoolean()) {
      leftToSiblings++;
      return Rung.SIBLING;
    }
    return Rung.PERSON;
  }

  private void stand(Rung next) {
    attempt = next == rung ? attempt + 1 : 1;
    rung = next;
  }

  /** How long to wait before the next rung. */
  synchronized Duration pause() {
    Duration next = backOff.next();
    boolean absent = trouble.filter(Trouble.ABSENT::equals).isPresent();
    return absent && next.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : next;
  }

  /** The port is back: what was waited for has come. */
  synchronized void returned() {
    backOff.reset();
  }

  /** The device is open and answers. */
  synchronized void well() {
    if (since.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    Duration time = Duration.ofNanos(now - since.get());
    since = Optional.empty();
    trouble = Optional.empty();
    wellSince = Optional.of(now);
    if (!relapsed) {
      listener.recovered(rung, time);
    }
    listener.changed();
  }

  /** A card was made with it: it is mended. */
  synchronized void proven() {
    well();
    if (relapsed) {
      relapsed = false;
      listener.recovered(rung, Duration.ofNanos(nanoTime.getAsLong() - firstSince));
    }
    wellSince = Optional.empty();
  }

  /** Where the climb is; empty if the device is in no trouble. */
  synchronized Optional<Recovery> now() {
    return since.isEmpty()
        ? Optional.empty()
        : Optional.of(new Recovery(rung.word(), attempt, reason));
  }

  /** What a person is asked to do; empty as long as the gateway helps itself. */
  synchronized String request() {
    if (since.isEmpty() || trouble.filter(Trouble.BROKEN::equals).isEmpty()) {
      return "";
    }
    return switch (rung) {
      case SIBLING -> "the other devices make its cards; it is tried again now and then";
      case PERSON ->
          "opening it anew, resetting it"
              + (means.restartable() ? " and starting its driver anew" : "")
              + " did not help: switch it off and on and look at its cable, and call service if it"
              + " stays so";
      default -> "";
    };
  }
}
