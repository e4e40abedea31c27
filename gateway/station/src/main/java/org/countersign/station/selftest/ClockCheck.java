package org.countersign.station.selftest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.countersign.station.clock.Judgement;

/**
 * Whether the clock can be right. The time service is asked by the file that systemd-timesyncd
 * keeps; another time service leaves none, and then nothing is said of it.
 */
public final class ClockCheck implements Check {

  /** Further than summer time, leap seconds and a day's outage. */
  private static final Duration JUMP = Duration.ofDays(1);

  private static final int FIRST_YEAR = 2026;
  private static final int LAST_YEAR = 2100;
  private static final Path TIMESYNC = Path.of("/run/systemd/timesync");

  private final ClockWatch watch;
  private final Supplier<Judgement> judgement;
  private final Path timesync;

  /**
   * Compares with the ledger.
   *
   * @param judgement whether the records and the monotonic clock allow what the clock says
   */
  public ClockCheck(ClockWatch watch, Supplier<Judgement> judgement) {
    this(watch, judgement, TIMESYNC);
  }

  ClockCheck(ClockWatch watch, Supplier<Judgement> judgement, Path timesync) {
    this.watch = watch;
    this.judgement = judgement;
    this.timesync = timesync;
  }

  @Override
  public Item item() {
    return Item.CLOCK;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    Instant now = watch.now();
    String said = seconds(now);
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    switch (judgement.get()) {
      case Judgement.Behind behind ->
          findings.add(Finding.bad(item(), "", "clock.behind", said, seconds(behind.newest())));
      case Judgement.Ahead ahead ->
          findings.add(Finding.bad(item(), "", code(ahead), said, hours(ahead)));
      case Judgement.Believed believed when year < FIRST_YEAR || year > LAST_YEAR ->
          findings.add(Finding.bad(item(), "", "clock.implausible", said));
      case Judgement.Believed believed -> moved(findings, said);
    }
    if (Files.isDirectory(timesync) && !Files.exists(timesync.resolve("synchronized"))) {
      findings.add(Finding.warning(item(), "", "clock.unsynchronised", said));
    }
    return findings.isEmpty() ? List.of(Finding.good(item(), "", "clock.good", said)) : findings;
  }

  /** It was confirmed since, by a time service or two persons. */
  private void moved(List<Finding> findings, String said) {
    Duration moved = watch.moved();
    if (moved.abs().compareTo(JUMP) > 0) {
      findings.add(Finding.warning(item(), "", "clock.moved", moved.toHours(), said));
    }
  }

  private static String code(Judgement.Ahead ahead) {
    return ahead.since() == Judgement.Since.START ? "clock.ahead" : "clock.gap";
  }

  /** Tenths too: it may be a quarter of an hour. */
  private static String hours(Judgement.Ahead ahead) {
    return String.format(Locale.ROOT, "%.1f", ahead.ahead().toMinutes() / 60.0);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
