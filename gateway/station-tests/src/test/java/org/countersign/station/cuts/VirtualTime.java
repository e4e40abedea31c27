package org.countersign.station.cuts;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One clock and one baton. The threads of the engine are virtual ones that only this class carries,
 * all on its caller's thread: one of them runs until it waits, then the seed decides who is next.
 * When all wait, the clock goes on to the next moment that one of them waits for.
 *
 * <p>Needs {@code --add-opens java.base/java.lang=ALL-UNNAMED}: the JDK lets nobody else say what
 * carries a virtual thread. One run at a time in a process: two would wait for each other at locks
 * of the JDK's. {@code -Djdk.trackAllThreads=false} lets the collector have the threads of a box
 * that lost its power.
 */
public final class VirtualTime {

  /** What the wall clock says at the beginning of every run. */
  static final Instant BEGIN = Instant.parse("2026-11-23T08:00:00Z");

  private static final Constructor<?> BUILDER = builder();

  private final SplittableRandom choices;
  private final List<Runnable> ready = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
  private final Map<Runnable, Thread> owners = new IdentityHashMap<>();
  private final Thread carrier = Thread.currentThread();

  /** Told by threads of the platform: a monitor or lock of the JDK's was held by one of them. */
  private final BlockingQueue<Runnable> fromOutside = new LinkedBlockingQueue<>();

  private @Nullable Runnable running;
  private long now;
  private long order;

  /** A moment that somebody waits for. */
  private final class Alarm implements Comparable<Alarm> {
    private final long at;
    private final long number = order++;
    private final Thread sleeper;
    private boolean rung;

    Alarm(long at, Thread sleeper) {
      this.at = at;
      this.sleeper = sleeper;
    }

    @Override
    public int compareTo(Alarm other) {
      return at == other.at ? Long.compare(number, other.number) : Long.compare(at, other.at);
    }
  }

  VirtualTime(SplittableRandom choices) {
    this.choices = choices;
  }

  private static Constructor<?> builder() {
    try {
      Constructor<?> made =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      made.setAccessible(true);
      return made;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException(
          "virtual time needs a JDK 25 with --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  /** What keeps a box going; once it fails no thread of its takes another step. */
  final class Supply implements Executor {
    private boolean failed;
    private final List<Throwable> deaths = new ArrayList<>();

    @Override
    public void execute(Runnable next) {
      Thread caller = Thread.currentThread();
      if (caller != carrier && !caller.isVirtual()) {
        fromOutside.add(next);
      } else if (!failed) {
        ready.add(next);
      }
    }

    /** A thread that was not started. */
    Thread thread(String name, Runnable work) {
      try {
        return ((Thread.Builder.OfVirtual) BUILDER.newInstance((Executor) this))
            .name(name)
            .uncaughtExceptionHandler((thread, e) -> deaths.add(e))
            .unstarted(() -> {
              owners.put(Objects.requireNonNull(running), Thread.currentThread());
              work.run();
            });
      } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Starts a thread. */
    void begin(String name, Runnable work) {
      thread(name, work).start();
    }

    /** What threads died of. */
    List<Throwable> deaths() {
      return deaths;
    }

    boolean hasFailed() {
      return failed;
    }

    /** Ends everything, except the caller until it waits. */
    void fail() {
      failed = true;
      ready.clear();
      owners.clear();
      alarms.clear();
    }
  }

  /** Wakes one thread; keeps what was told while nobody listened. */
  static class Signal {
    private final VirtualTime time;
    private boolean told;
    private @Nullable Thread listener;

    Signal(VirtualTime time) {
      this.time = time;
    }

    final void tell() {
      told = true;
      if (listener != null) {
        LockSupport.unpark(listener);
      }
    }

    /** Waits until it is told or the limit has passed. */
    final void await(Duration limit) {
      listener = Thread.currentThread();
      time.await(() -> told, limit);
      told = false;
      listener = null;
    }
  }

  /** Lets one thread run until it waits; whether there was one. */
  boolean step() {
    if (ready.isEmpty()) {
      return false;
    }
    int chosen = ready.size() == 1 ? 0 : choices.nextInt(ready.size());
    run(ready.remove(chosen));
    return true;
  }

  /**
   * Lets a thread run until it waits for another of ours. What waits for a monitor that some thread
   * of the platform holds goes on at once when it has it, so nothing shows that it waited.
   */
  private void run(Runnable slice) {
    running = slice;
    slice.run();
    while (isBlocked(slice)) {
      try {
        fromOutside.take().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a thread waits for a monitor", e);
      }
    }
    running = null;
  }

  private boolean isBlocked(Runnable slice) {
    Thread owner = owners.get(slice);
    if (owner == null) {
      return false;
    }
    return switch (owner.getState()) {
      case BLOCKED -> true;
      case RUNNABLE -> ready.stream().noneMatch(other -> other == slice);
      case TERMINATED -> {
        owners.remove(slice);
        yield false;
      }
      default -> false;
    };
  }

  /** Where every thread stands, for whoever looks for what they wait for. */
  String threads() {
    StringBuilder all = new StringBuilder();
    owners
        .values()
        .forEach(thread -> {
          all.append(thread.getName()).append(' ').append(thread.getState()).append('\n');
          for (StackTraceElement element : thread.getStackTrace()) {
            all.append("    ").append(element).append('\n');
          }
        });
    return all.toString();
  }

  /** Lets the clock go on to the next moment that somebody waits for; whether there is one. */
  boolean advance() {
    Alarm next = alarms.poll();
    if (next == null) {
      return false;
    }
    now = Math.max(now, next.at);
    next.rung = true;
    LockSupport.unpark(next.sleeper);
    return true;
  }

  /** Lets others run, if the seed says so. */
  void pass() {
    Thread.yield();
  }

  /** Waits until it is so, as far as somebody unparks the thread, or the limit has passed. */
  void await(BooleanSupplier so, Duration limit) {
    if (so.getAsBoolean()) {
      return;
    }
    Alarm alarm = new Alarm(now + limit.toNanos(), Thread.currentThread());
    alarms.add(alarm);
    while (!so.getAsBoolean() && !alarm.rung) {
      LockSupport.park();
    }
    alarms.remove(alarm);
  }

  /** The calling thread takes no further step. */
  static void stop() {
    while (true) {
      LockSupport.park();
    }
  }

  long nanoTime() {
    return now;
  }

  /** The wall clock, which goes with the other one. */
  Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return BEGIN.plusNanos(now);
      }
    };
  }
}
