package org.countersign.centre.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.countersign.centre.account.LoginGuard;
import org.countersign.centre.app.Centre;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The centre as Prometheus reads it. However often it is asked, the fleet's thread is asked once in
 * five seconds; if that does not answer, its figures stay as they were and tell their age, since
 * that is when the others are needed. Any thread that may wait.
 */
public final class CentreMetrics implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CentreMetrics.class);

  /** Age of an answer that is given again. */
  static final Duration FRESH = Duration.ofSeconds(5);

  /** How long one of the centre's threads may take; a scraper itself waits for ten seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final PrometheusMeterRegistry registry;
  private final Centre.Parts centre;
  private final FleetMeters fleet;
  private final CentreMeters own;
  private final LongSupplier monotonicMillis;
  private final ReentrantLock making = new ReentrantLock();
  private volatile Answer last;
  private volatile long fleetAt;

  private record Answer(String text, long at) {}

  /**
   * Meters of a centre.
   *
   * @param registry new; takes all meters
   * @param monotonicMillis for what is old
   */
  public CentreMetrics(
      PrometheusMeterRegistry registry,
      Centre.Parts centre,
      LoginGuard guard,
      LongSupplier monotonicMillis) {
    this.registry = registry;
    this.centre = centre;
    this.fleet = new FleetMeters(registry);
    this.own = new CentreMeters(registry, centre, guard);
    this.monotonicMillis = monotonicMillis;
    this.fleetAt = monotonicMillis.getAsLong();
    this.last = new Answer("", fleetAt - FRESH.toMillis());
    Gauge.builder("countersign.fleet.figures.age", () -> millisSince(fleetAt) / 1_000.0)
        .description("Since the fleet's thread told what stands here of stations")
        .baseUnit("seconds")
        .register(registry);
  }

  private long millisSince(long at) {
    return monotonicMillis.getAsLong() - at;
  }

  /** Text format 0.0.4 of Prometheus, in UTF-8; at most five seconds old. */
  public byte[] text() {
    if (millisSince(last.at()) >= FRESH.toMillis() && enter()) {
      try {
        if (millisSince(last.at()) >= FRESH.toMillis()) {
          look();
          last = new Answer(registry.scrape(), monotonicMillis.getAsLong());
        }
      } finally {
        making.unlock();
      }
    }
    return last.text().getBytes(StandardCharsets.UTF_8);
  }

  /** While one thread makes an answer, others give the one before; at the first they wait. */
  private boolean enter() {
    if (last.text().isEmpty()) {
      making.lock();
      return true;
    }
    return making.tryLock();
  }

  private void look() {
    try {
      boolean each = centre.config().page().metrics().stations();
      fleet.fleet(answer(centre.fleet().ask(view -> FleetFigures.of(view, each))));
      fleet.alerts(answer(centre.alerts().open()));
      fleetAt = monotonicMillis.getAsLong();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Metrics tell of the fleet what they told before: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T answer(CompletableFuture<T> asked)
      throws ExecutionException, TimeoutException, InterruptedException {
    return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    own.close();
  }
}
