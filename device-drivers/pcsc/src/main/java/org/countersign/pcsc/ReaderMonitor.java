package org.countersign.pcsc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvent.Kind;
import org.countersign.driver.DeviceEvents;
import org.countersign.driver.DeviceException;

/**
 * Tells of cards that come and go, and of the loss of the reader or of pcscd. A context and a
 * thread of its own: a wait in the device's context would lock out its exchanges.
 */
final class ReaderMonitor {

  private static final Duration STEP_LIMIT = Duration.ofSeconds(5);
  private static final Duration FOREVER = Duration.ofDays(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  /** While the reader is away: changes between two calls are not seen by pcsc-lite 1. */
  private static final int LOOK_AGAIN_MILLIS = 1_000;

  private final Winscard winscard;
  private final PcscSettings settings;
  private final DeviceEvents events;
  private final Watchdog watchdog;
  private final CallGuard guard;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean lost;
  private boolean seen;
  private int lastState;

  ReaderMonitor(
      Winscard winscard,
      PcscSettings settings,
      DeviceEvents events,
      Watchdog watchdog,
      String deviceId) {
    this.winscard = winscard;
    this.settings = settings;
    this.events = events;
    this.watchdog = watchdog;
    this.guard = watchdog.newGuard();
    this.thread = Thread.ofPlatform().daemon().name("pcsc-events-" + deviceId).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Ends the thread and waits until it is gone. */
  void close() {
    closed.countDown();
    guard.close();
    boolean interrupted = false;
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    while (thread.isAlive() && System.nanoTime() - deadline < 0) {
      try {
        thread.join(CLOSE_LIMIT);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    watchdog.forget(guard);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!isClosed()) {
      try {
        watchOneContext();
      } catch (PcscFailure e) {
        tellLoss(e.getMessage() + ", " + e.code().explanation());
      }
      pause = lost ? longer(pause) : FIRST_PAUSE;
      await(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }

  private void await(Duration pause) {
    try {
      boolean ignored = closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      return;
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void watchOneContext() throws PcscFailure {
    PcscContext context = PcscContext.establish(winscard, guard, Deadline.after(STEP_LIMIT));
    try {
      while (!isClosed()) {
        watchReader(context);
      }
    } finally {
      context.release(Deadline.after(STEP_LIMIT));
    }
  }

  /** Watches until the reader is gone, and then until readers change. */
  private void watchReader(PcscContext context) throws PcscFailure {
    try {
      List<String> readers = context.readers(Deadline.after(STEP_LIMIT));
      watch(context, ReaderName.resolve(settings.reader(), readers));
    } catch (DeviceException notThere) {
      tellLoss(String.valueOf(notThere.getMessage()));
      awaitPlugging(context);
    } catch (PcscFailure e) {
      if (!e.is(ReturnCode.SCARD_E_UNKNOWN_READER)
          && !e.is(ReturnCode.SCARD_E_READER_UNAVAILABLE)) {
        throw e;
      }
      tellLoss("reader \"" + settings.reader() + "\" was unplugged; plug it in again");
      awaitPlugging(context);
    }
  }

  private void watch(PcscContext context, String reader) throws PcscFailure {
    List<String> watched = List.of(reader, Winscard.PNP_NOTIFICATION);
    int state = context.state(reader, Deadline.after(STEP_LIMIT));
    while (true) {
      if ((state & (Winscard.STATE_UNKNOWN | Winscard.STATE_UNAVAILABLE)) != 0) {
        throw PcscFailure.returned(
            "SCardGetStatusChange", ReturnCode.SCARD_E_READER_UNAVAILABLE.code());
      }
      tellChange(state);
      int[] known = {state & ~Winscard.STATE_CHANGED, Winscard.STATE_UNAWARE};
      state = context.awaitChange(watched, known, -1, Deadline.after(FOREVER))[0];
    }
  }

  private void awaitPlugging(PcscContext context) throws PcscFailure {
    try {
      int[] ignored =
          context.awaitChange(
              List.of(Winscard.PNP_NOTIFICATION),
              new int[] {Winscard.STATE_UNAWARE},
              LOOK_AGAIN_MILLIS,
              Deadline.after(STEP_LIMIT));
    } catch (PcscFailure e) {
      if (!e.is(ReturnCode.SCARD_E_TIMEOUT)) {
        throw e;
      }
    }
  }

  /** The first look tells nothing: what is there already did not just happen. */
  private void tellChange(int state) {
    boolean was = (lastState & Winscard.STATE_PRESENT) != 0;
    boolean is = (state & Winscard.STATE_PRESENT) != 0;
    // The upper half counts comings and goings: a card may have been changed between two looks.
    boolean changed = was && is && !lost && lastState >>> 16 != state >>> 16;
    if (seen && was && (!is || changed)) {
      tell(Kind.CARD_REMOVED, "");
    }
    // After a loss nobody knows whether it is the same card, and its chip has lost its state.
    if (seen && is && (!was || changed || lost)) {
      tell(Kind.CARD_INSERTED, "");
    }
    seen = true;
    lost = false;
    lastState = state;
  }

  private void tellLoss(String detail) {
    if (!lost && !isClosed()) {
      lost = true;
      tell(Kind.DEVICE_LOST, detail);
    }
  }

  private void tell(Kind kind, String detail) {
    try {
      events.tell(new DeviceEvent(kind, detail));
    } catch (RuntimeException e) {
      // A listener must not throw; if it does, the next event still has to be told.
      System.getLogger(ReaderMonitor.class.getName())
          .log(System.Logger.Level.WARNING, "a listener failed on " + kind, e);
    }
  }
}
