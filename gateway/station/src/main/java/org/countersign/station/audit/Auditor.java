package org.countersign.station.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.countersign.station.clock.Judgement;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.Standing;
import org.countersign.trust.audit.SignedTreeHead;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code audit}: signs a head after so many records, after so much time, and when a
 * shift is closed or the station stops; and writes down outside the ledger how far it has come. A
 * card never waits for it.
 */
public final class Auditor implements AutoCloseable {

  /**
   * How often.
   *
   * @param records after so many records of jobs and devices
   * @param every after so much time, if anything was recorded
   */
  public record Schedule(int records, Duration every) {}

  /** Opens the audit key. */
  @FunctionalInterface
  public interface Key {
    Signer open() throws SignerException, IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);

  /** A ledger that is put back may lack cards of so much time without being noticed here. */
  private static final Duration ANCHOR = Duration.ofSeconds(1);

  /** A file that could not be written is tried again after so long. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private static final Duration LAST_HEAD = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Key key;
  private final String station;
  private final Standing standing;
  private final Schedule schedule;
  private final AtomicBoolean anchoring = new AtomicBoolean();
  private final AtomicLong since = new AtomicLong();
  private final Consumer<StationEvent> listener = this::count;
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("audit").daemon().factory());
  private volatile Optional<String> problem = Optional.empty();

  /** The thread's own, and {@link #sign}'s. */
  private @Nullable Signer signer;

  private Auditor(Ledger ledger, Key key, String station, Standing standing, Schedule schedule) {
    this.ledger = ledger;
    this.key = key;
    this.station = station;
    this.standing = standing;
    this.schedule = schedule;
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Starts the thread.
   *
   * @param key opened on the thread, and again whenever that failed
   * @param station its id
   * @param standing asked for the epoch, and told to write down how far the ledger has come
   */
  public static Auditor start(
      Ledger ledger,
      Key key,
      String station,
      Standing standing,
      Schedule schedule,
      MeterRegistry meters) {
    Auditor auditor = new Auditor(ledger, key, station, standing, schedule);
    ledger.listen(auditor.listener);
    auditor.anchorIn(ANCHOR);
    long nanos = schedule.every().toNanos();
    var ticking =
        auditor.thread.scheduleWithFixedDelay(auditor::quietly, nanos, nanos, TimeUnit.NANOSECONDS);
    LOG.debug("heads are signed: {}", ticking);
    Gauge.builder("countersign.ledger.unsigned", auditor.since, AtomicLong::get)
        .description("Records of jobs and devices since the last signed head")
        .register(meters);
    return auditor;
  }

  private void count(StationEvent event) {
    if (event.facts().containsKey("serial")) {
      anchorIn(ANCHOR);
    }
    boolean shiftEnds = event.kind().equals("shift") && event.state().equals("CLOSED");
    boolean enough =
        !event.kind().equals("ledger") && since.incrementAndGet() == schedule.records();
    if (shiftEnds || enough) {
      thread.execute(this::quietly);
    }
  }

  private void anchorIn(Duration delay) {
    if (anchoring.compareAndSet(false, true)) {
      var soon = thread.schedule(this::anchor, delay.toNanos(), TimeUnit.NANOSECONDS);
      LOG.trace("the anchor is written: {}", soon);
    }
  }

  private void anchor() {
    anchoring.set(false);
    keep();
  }

  private void keep() {
    standing.keep();
    if (!standing.isKept() && !thread.isShutdown()) {
      anchorIn(AGAIN);
    }
  }

  /** Why the last head was not signed; empty if it was. */
  public Optional<String> problem() {
    return problem;
  }

  /**
   * Signs a head now, on the caller's thread; for the end of a shift.
   *
   * @throws LedgerException if it cannot be signed or recorded; the message says why
   */
  public synchronized SignedTreeHead sign() {
    try {
      Signer open = signer;
      if (open == null) {
        open = key.open();
        signer = open;
      }
      since.set(0);
      SignedTreeHead head = ledger.heads().sign(station, standing.epoch(), open);
      problem = Optional.empty();
      keep();
      return head;
    } catch (SignerException | IOException e) {
      throw failed("no head over the ledger can be signed: " + e.getMessage(), e);
    } catch (LedgerException e) {
      throw failed("no head over the ledger can be made: " + e.getMessage(), e);
    }
  }

  private LedgerException failed(String why, Exception cause) {
    problem = Optional.of(why);
    return new LedgerException(why, cause);
  }

  private void quietly() {
    if (ledger.time().now() instanceof Judgement.Ahead) {
      // A head of a time that nobody believes would leave the box for good. What is recorded
      // meanwhile comes under the next one.
      LOG.debug("no head is signed while the clock is doubted");
      return;
    }
    try {
      sign();
    } catch (LedgerException e) {
      LOG.error("{}; it is tried again in {}", e.getMessage(), schedule.every());
    }
  }

  /** Signs a last head and ends the thread. */
  @Override
  public void close() {
    ledger.forget(listener);
    Future<?> last = thread.submit(this::quietly);
    try {
      last.get(LAST_HEAD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the last head over the ledger was not signed within {}", LAST_HEAD);
    } catch (ExecutionException e) {
      LOG.error("the last head over the ledger was not signed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.shutdown();
    synchronized (this) {
      Signer open = signer;
      if (open != null) {
        open.close();
      }
    }
  }
}
