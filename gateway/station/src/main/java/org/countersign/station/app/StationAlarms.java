package org.countersign.station.app;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.app.AlarmSources.Look;
import org.countersign.station.ledger.Alarms;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code alarms}: puts on record what lasts, and that it is over, as soon as two looks
 * agree. It begins with what is raised on record, so that a start clears nothing in its first
 * moments.
 */
final class StationAlarms implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StationAlarms.class);
  private static final Duration EVERY = Duration.ofSeconds(3);

  private final Ledger ledger;
  private final Supplier<Look> sources;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("alarms").daemon().factory());

  /** As it is on record, or will be. */
  private Map<String, Alarm> shown = new LinkedHashMap<>();

  /** Names of what held at the look before. */
  private Set<String> before;

  /** Looks when it is told to. */
  StationAlarms(Ledger ledger, Supplier<Look> sources) {
    this.ledger = ledger;
    this.sources = sources;
    ledger.alarms().open().stream()
        .map(Alarms.Open::alarm)
        .filter(alarm -> !alarm.code().isOccasion())
        .forEach(alarm -> shown.put(alarm.name(), alarm));
    this.before = new HashSet<>(shown.keySet());
  }

  /** Looks by itself from now on. */
  void start() {
    var watch =
        thread.scheduleWithFixedDelay(
            this::refresh, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    LOG.debug("alarms are looked for: {}", watch);
  }

  /** Something happened; whoever reports it goes on, whatever becomes of the record. */
  static void met(Ledger ledger, Alarm alarm) {
    try {
      ledger.alarms().met(alarm);
    } catch (LedgerException e) {
      LOG.warn("alarm {} is not on record: {}", alarm.name(), e.getMessage());
    }
  }

  private void refresh() {
    try {
      look();
    } catch (RuntimeException e) {
      LOG.warn("alarms could not be looked for, it is tried again: {}", e.toString());
    }
  }

  /** One look. A ledger that takes no record is left alone: what lasts is found after the start. */
  void look() {
    if (ledger.failure().isPresent()) {
      return;
    }
    Look look = sources.get();
    Map<String, Alarm> now = new LinkedHashMap<>();
    look.held().forEach(alarm -> now.put(alarm.name(), alarm));
    shown.values().stream()
        .filter(alarm -> !look.looked().contains(alarm.code()))
        .forEach(alarm -> now.put(alarm.name(), alarm));
    Map<String, Alarm> steady = new LinkedHashMap<>();
    now.forEach((name, alarm) -> {
      if (before.contains(name) || shown.containsKey(name)) {
        steady.put(name, alarm);
      }
    });
    shown.forEach((name, alarm) -> {
      if (before.contains(name)) {
        steady.putIfAbsent(name, alarm);
      }
    });
    before = new HashSet<>(now.keySet());
    shown = steady;
    ledger
        .alarms()
        .settle(
            look.looked(),
            steady.values().stream()
                .filter(alarm -> look.looked().contains(alarm.code()))
                .toList());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
