package org.countersign.station.selftest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.countersign.station.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything, each thing with a limit of its own, so that a token that hangs is a finding
 * and no hanging self-test. The result is kept, measured, logged and put on record.
 */
public final class SelfTest implements SelfTests {

  private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final int MOST_TOLD = 20;

  private final List<Check> checks;
  private final CapacityCount capacity;
  private final Ledger ledger;
  private final Clock clock;
  private final Duration limit;
  private final ReentrantLock running = new ReentrantLock();
  private volatile Optional<SelfTestReport> latest = Optional.empty();

  /** Over these checks; nothing is looked at yet. */
  public SelfTest(
      List<Check> checks,
      CapacityCount capacity,
      Ledger ledger,
      MeterRegistry meters,
      Clock clock) {
    this(checks, capacity, ledger, meters, clock, LIMIT);
  }

  SelfTest(
      List<Check> checks,
      CapacityCount capacity,
      Ledger ledger,
      MeterRegistry meters,
      Clock clock,
      Duration limit) {
    this.checks = List.copyOf(checks);
    this.capacity = capacity;
    this.ledger = ledger;
    this.clock = clock;
    this.limit = limit;
    for (Check check : checks) {
      Gauge.builder("countersign.self.test.verdict", () -> verdict(check.item()))
          .description("Last self-test by item: 0 good, 1 warning, 2 bad; NaN before the first")
          .tag("item", check.item().word())
          .register(meters);
    }
    Gauge.builder("countersign.self.test.cards", () -> last(r -> r.capacity().cards()))
        .description("Cards that the day can hold, by the last self-test")
        .register(meters);
    Gauge.builder("countersign.self.test.time", () -> last(r -> r.at().getEpochSecond()))
        .description("When the last self-test was, seconds since 1970")
        .baseUnit("seconds")
        .register(meters);
  }

  private double verdict(Item item) {
    return last(report -> report.verdict(item).number());
  }

  private double last(java.util.function.ToDoubleFunction<SelfTestReport> value) {
    return latest.map(report -> value.applyAsDouble(report)).orElse(Double.NaN);
  }

  @Override
  public Optional<SelfTestReport> latest() {
    return latest;
  }

  @Override
  public SelfTestReport run() {
    Instant asked = clock.instant();
    long begun = System.nanoTime();
    running.lock();
    try {
      // Who waited for a look takes its result.
      Optional<SelfTestReport> meanwhile = latest.filter(r -> !r.at().isBefore(asked));
      if (meanwhile.isPresent()) {
        return meanwhile.get();
      }
      Instant at = clock.instant();
      List<Finding> findings = look();
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      SelfTestReport report = new SelfTestReport(at, took, findings, capacity.now(findings));
      latest = Optional.of(report);
      tell(report);
      return report;
    } finally {
      running.unlock();
    }
  }

  /** All at once: most of the time is spent waiting. */
  private List<Finding> look() {
    // By check, since several may look at one item.
    Map<Check, CompletableFuture<List<Finding>>> looks = new LinkedHashMap<>();
    for (Check check : checks) {
      looks.put(
          check,
          CompletableFuture.supplyAsync(
              check::look,
              task ->
                  Thread.ofPlatform()
                      .daemon()
                      .name("self-test-" + check.item().word())
                      .start(task)));
    }
    long end = System.nanoTime() + limit.toNanos();
    List<Finding> findings = new ArrayList<>();
    looks.forEach(
        (check, look) -> findings.addAll(within(check.item(), look, end - System.nanoTime())));
    return findings;
  }

  private List<Finding> within(Item item, CompletableFuture<List<Finding>> look, long nanos) {
    try {
      return look.orTimeout(Math.max(1, nanos), TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TimeoutException) {
        return List.of(Finding.bad(Item.SELF_TEST, item.word(), "check.late", limit.toSeconds()));
      }
      LOG.error("the self-test of {} failed", item.word(), e.getCause());
      return List.of(Finding.bad(Item.SELF_TEST, item.word(), "check.failed"));
    }
  }

  private void tell(SelfTestReport report) {
    Catalogue english = new Catalogue(Locale.ENGLISH);
    List<Finding> told = report.findings().stream().filter(f -> f.verdict().wantsHand()).toList();
    LOG.info(
        "self-test: {}, the day can hold {} cards (limit: {})",
        report.verdict().word(),
        report.capacity().cards(),
        report.capacity().limit());
    told.stream()
        .limit(MOST_TOLD)
        .forEach(f -> LOG.warn("self-test: {}: {}", f.verdict().word(), english.what(f)));
    ledger.selfTest(
        report.verdict().word(),
        Map.of(
            "cards", String.valueOf(report.capacity().cards()),
            "limit", report.capacity().limit(),
            "findings",
                told.stream()
                    .limit(MOST_TOLD)
                    .map(f -> f.code() + (f.subject().isEmpty() ? "" : ":" + f.subject()))
                    .collect(Collectors.joining(" "))));
  }
}
