package org.countersign.station.box;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the box every few seconds on a thread of its own: a driver of a battery may take its
 * time to answer.
 */
public final class BoxWatch implements AutoCloseable {

  /** A UPS lasts for minutes, and that it took over should be known before it ends. */
  static final Duration EVERY = Duration.ofSeconds(5);

  /** A charge that has moved less is the same one. */
  private static final double STEP = 2;

  private static final Logger LOG = LoggerFactory.getLogger(BoxWatch.class);

  private final BootTime boot;
  private final PowerSupplies power;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("box").daemon().factory());
  private volatile BoxState state = BoxState.UNKNOWN;

  /**
   * Of a Linux box; elsewhere it says nothing.
   *
   * @param stat usually {@code /proc/stat}
   * @param supplies usually {@code /sys/class/power_supply}
   */
  public BoxWatch(Path stat, Path supplies) {
    this.boot = new BootTime(stat);
    this.power = new PowerSupplies(supplies);
  }

  /** Of this machine. */
  public static BoxWatch ofMachine() {
    return new BoxWatch(Path.of("/proc/stat"), Path.of("/sys/class/power_supply"));
  }

  /**
   * Begins to look.
   *
   * @param changed called on the thread of the watch when something is another than before; returns
   *     at once
   */
  public void start(Runnable changed) {
    var watch =
        thread.scheduleWithFixedDelay(
            () -> watch(changed), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("the box is looked at: {}", watch);
  }

  private void watch(Runnable changed) {
    try {
      if (look()) {
        changed.run();
      }
    } catch (RuntimeException e) {
      LOG.warn("the box could not be looked at: {}", e.toString());
    }
  }

  /** Looks once; whether something is another than before. One thread. */
  boolean look() {
    BoxState before = state;
    OptionalDouble charge = power.charge();
    BoxState now =
        new BoxState(
            boot.look(), power.source(), near(before.charge(), charge) ? before.charge() : charge);
    state = now;
    return !now.equals(before);
  }

  private static boolean near(OptionalDouble one, OptionalDouble other) {
    return one.isPresent()
        && other.isPresent()
        && Math.abs(one.getAsDouble() - other.getAsDouble()) < STEP;
  }

  /** What was seen last; any thread. */
  public BoxState now() {
    return state;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
