package org.countersign.station.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.countersign.station.stock.Pace;
import org.jspecify.annotations.Nullable;

/**
 * Counts the cards that were begun on the last working days. Serials are counted, not good cards:
 * they are what grants and ranges lose. Any thread; the ledger is asked once a minute.
 */
final class PaceCount {

  private static final int DAYS = 10;
  private static final Duration LOOK_BACK = Duration.ofDays(30);
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final LedgerReader reader;
  private final Clock clock;
  private volatile @Nullable Counted counted;

  private record Counted(Pace pace, Instant at) {}

  PaceCount(LedgerReader reader, Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  Pace now() {
    Instant now = clock.instant();
    Counted known = counted;
    if (known == null || Duration.between(known.at(), now).abs().compareTo(FRESH) > 0) {
      known = new Counted(of(reader, now), now);
      counted = known;
    }
    return known.pace();
  }

  /**
   * The pace of a ledger. A day that has just begun would make it look slow, so it counts only if
   * there is no other.
   */
  static Pace of(LedgerReader reader, Instant now) {
    long shift = ZoneId.systemDefault().getRules().getOffset(now).getTotalSeconds() * 1_000L;
    long day = Duration.ofDays(1).toMillis();
    long today = Math.floorDiv(now.toEpochMilli() + shift, day);
    List<Long> before = cards(reader, now.minus(LOOK_BACK), shift, today - 1);
    return Pace.of(before.isEmpty() ? cards(reader, now.minus(LOOK_BACK), shift, today) : before);
  }

  private static List<Long> cards(LedgerReader reader, Instant from, long shift, long last) {
    return reader.list(
        "SELECT count(*), (reserved_at + ?) / 86400000 AS day FROM jobs WHERE reserved_at > ? AND"
            + " day <= ? GROUP BY day ORDER BY day DESC LIMIT ?",
        row -> row.getLong(1),
        shift,
        from.toEpochMilli(),
        last,
        DAYS);
  }
}
