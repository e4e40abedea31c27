package org.countersign.station.selftest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether the clock can be right. The time service is asked by the file that systemd-timesyncd
 * keeps; another time service leaves none, and then nothing is said of it.
 */
public final class ClockCheck implements Check {

  /** Further than summer time, leap seconds and a day's outage. */
  private static final Duration JUMP = Duration.ofDays(1);

  private static final Duration GAP = Duration.ofDays(365);
  private static final int FIRST_YEAR = 2026;
  private static final int LAST_YEAR = 2100;
  private static final Path TIMESYNC = Path.of("/run/systemd/timesync");

  private final ClockWatch watch;
  private final Instant recordAtStart;
  private final Supplier<Instant> newestRecord;
  private final Path timesync;

  /**
   * Compares with the ledger.
   *
   * @param recordAtStart newest record when the station started; the epoch if there was none
   * @param newestRecord time of the newest record; the epoch if there is none
   */
  public ClockCheck(ClockWatch watch, Instant recordAtStart, Supplier<Instant> newestRecord) {
    this(watch, recordAtStart, newestRecord, TIMESYNC);
  }

  ClockCheck(
      ClockWatch watch, Instant recordAtStart, Supplier<Instant> newestRecord, Path timesync) {
    this.watch = watch;
    this.recordAtStart = recordAtStart;
    this.newestRecord = newestRecord;
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
    String said = now.truncatedTo(ChronoUnit.SECONDS).toString();
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    Instant record = newestRecord.get();
    if (now.plusSeconds(2).isBefore(record)) {
      findings.add(
          Finding.bad(item(), "", "clock.behind", said, record.truncatedTo(ChronoUnit.SECONDS)));
    } else if (year < FIRST_YEAR || year > LAST_YEAR) {
      findings.add(Finding.bad(item(), "", "clock.implausible", said));
    }
    Duration moved = watch.moved();
    if (moved.abs().compareTo(JUMP) > 0) {
      findings.add(Finding.warning(item(), "", "clock.moved", moved.toHours(), said));
    }
    Duration gap = Duration.between(recordAtStart, now);
    if (recordAtStart.isAfter(Instant.EPOCH) && gap.compareTo(GAP) > 0) {
      findings.add(Finding.warning(item(), "", "clock.gap", gap.toDays(), said));
    }
    if (Files.isDirectory(timesync) && !Files.exists(timesync.resolve("synchronized"))) {
      findings.add(Finding.warning(item(), "", "clock.unsynchronised", said));
    }
    return findings.isEmpty() ? List.of(Finding.good(item(), "", "clock.good", said)) : findings;
  }
}
