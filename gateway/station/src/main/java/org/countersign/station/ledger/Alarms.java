package org.countersign.station.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.clock.Judgement;
import org.jspecify.annotations.Nullable;

/**
 * Alarms on record, in the outbox for the centre: kind {@code alarm}, subject the alarm's name,
 * state {@code raised} or {@code cleared}. What is raised follows from the records, so a restart
 * raises nothing again; a new epoch, at whose beginning the centre forgets too, begins with none.
 * Any thread but the ledger's and an event loop; changes are durable when a call returns.
 */
public final class Alarms {

  public static final String KIND = "alarm";
  public static final String RAISED = "raised";
  public static final String CLEARED = "cleared";
  public static final String CODE = "code";
  public static final String OF = "subject";
  public static final String WHAT = "what";

  /** Fact of an occasion: when it ends by itself, milliseconds since 1970. */
  static final String UNTIL = "until";

  /** The fifth time on a day {@link AlarmCode#FLAPPING} is raised instead, for that day. */
  static final int MOST_A_DAY = 4;

  /** How long an occasion stays. */
  static final Duration OCCASION = Duration.ofDays(1);

  private static final String ROWS =
      "SELECT a.name, r.at, r.facts, a.closed IS NULL, coalesce(a.until, 0), a.day, a.times FROM"
          + " alarms a JOIN records r ON r.sequence = a.raised";

  private final LedgerWriter writer;
  private final LedgerReader reader;
  private final StationTime time;

  /** One that is raised, and when it was. */
  public record Open(Alarm alarm, Instant since) {}

  /** An alarm as it is on record, raised or not. */
  private record Row(Alarm alarm, Instant since, boolean isOpen, long until, long day, long times) {

    boolean isOver(Day day) {
      return until > 0 && day.isBelieved() && (day.now() >= until || until > day.furthest());
    }
  }

  /**
   * A moment at which occasions may end.
   *
   * @param isBelieved by a clock that is doubted none does
   */
  private record Day(long now, boolean isBelieved) {

    /** What ends later was raised by a clock that was ahead then, and would stay for years. */
    long furthest() {
      return now + 2 * OCCASION.toMillis();
    }
  }

  Alarms(LedgerWriter writer, LedgerReader reader, StationTime time) {
    this.writer = writer;
    this.reader = reader;
    this.time = time;
  }

  private Day today() {
    Judgement judged = time.now();
    return new Day(judged.now().toEpochMilli(), judged instanceof Judgement.Believed);
  }

  static long day(long millis) {
    return Math.floorDiv(millis, Duration.ofDays(1).toMillis());
  }

  /** Whether the record begins an epoch. */
  static boolean beginsAnew(LedgerRecord record) {
    return record.kind().equals(HeadRecord.KIND)
        && record.subject().equals(Standing.SUBJECT)
        && record.state().equals(Standing.BEGUN);
  }

  /** Those that are raised, the oldest first. */
  public List<Open> open() {
    return reader.list(ROWS + " WHERE a.closed IS NULL ORDER BY a.raised", Alarms::row).stream()
        .map(row -> new Open(row.alarm(), row.since()))
        .toList();
  }

  /**
   * Something happened; nothing is recorded while it is raised already.
   *
   * @throws LedgerException if the ledger takes no record
   */
  public void met(Alarm alarm) {
    Day day = today();
    boolean ignored =
        writer.write(tx -> {
          Map<String, Row> rows = rows(tx);
          Row known = rows.get(alarm.name());
          // Its day may be over and nobody has looked since.
          if (known != null && known.isOpen() && known.isOver(day)) {
            clear(tx, known);
            rows = rows(tx);
          }
          return raise(tx, rows, alarm);
        });
  }

  /**
   * Raises what holds and is not raised, and clears what is raised and does not hold.
   *
   * @param looked codes that were looked for; others stay as they are
   * @param held what holds, of those codes
   * @throws LedgerException if the ledger takes no record
   */
  public void settle(Set<AlarmCode> looked, Collection<Alarm> held) {
    Day day = today();
    if (!isSettled(looked, held, day)) {
      boolean ignored = writer.write(tx -> settle(tx, looked, held, day));
    }
  }

  /** Without a word to the thread that writes, since nearly always nothing has changed. */
  private boolean isSettled(Set<AlarmCode> looked, Collection<Alarm> held, Day day) {
    Set<String> names = held.stream().map(Alarm::name).collect(Collectors.toSet());
    return open().stream()
            .map(Open::alarm)
            .filter(alarm -> looked.contains(alarm.code()))
            .map(Alarm::name)
            .collect(Collectors.toSet())
            .equals(names)
        && reader
            .list(
                ROWS
                    + " WHERE a.closed IS NULL AND (a.until IS NOT NULL OR a.name LIKE"
                    + " 'flapping%')",
                Alarms::row)
            .stream()
            .noneMatch(row -> row.until() == 0 || row.isOver(day));
  }

  private static boolean settle(
      Transaction tx, Set<AlarmCode> looked, Collection<Alarm> held, Day day) throws SQLException {
    Map<String, Row> rows = rows(tx);
    Set<String> names = held.stream().map(Alarm::name).collect(Collectors.toSet());
    for (Row row : rows.values()) {
      boolean isGone = looked.contains(row.alarm().code()) && !names.contains(row.alarm().name());
      if (row.isOpen() && (isGone || row.isOver(day) || isCalm(rows, row, day(tx.now())))) {
        clear(tx, row);
      }
    }
    Map<String, Row> now = rows(tx);
    for (Alarm alarm : held) {
      boolean ignored = raise(tx, now, alarm);
    }
    return true;
  }

  /** Whether it tells of another alarm's day that is over. */
  private static boolean isCalm(Map<String, Row> rows, Row row, long today) {
    Row flaps = rows.get(row.alarm().subject());
    return row.alarm().code() == AlarmCode.FLAPPING && (flaps == null || flaps.day() != today);
  }

  private static boolean raise(Transaction tx, Map<String, Row> rows, Alarm alarm)
      throws SQLException {
    Row known = rows.get(alarm.name());
    if (known != null && known.isOpen()) {
      return false;
    }
    if (known != null && known.day() == day(tx.now()) && known.times() >= MOST_A_DAY) {
      return raise(tx, rows, Alarm.of(AlarmCode.FLAPPING, alarm.name()));
    }
    Map<String, String> facts =
        new TreeMap<>(Map.of(CODE, alarm.code().word(), OF, alarm.subject(), WHAT, alarm.what()));
    @Nullable Long until = null;
    if (alarm.code().isOccasion()) {
      until = tx.now() + OCCASION.toMillis();
      facts.put(UNTIL, Long.toString(until));
    }
    LedgerRecord record = tx.append(KIND, alarm.name(), RAISED, facts);
    tell(tx, record);
    tx.update(
        "INSERT INTO alarms VALUES (?1, ?2, NULL, ?3, ?4, 1) ON CONFLICT(name) DO UPDATE SET raised"
            + " = ?2, closed = NULL, until = ?3, times = CASE day WHEN ?4 THEN times + 1 ELSE 1"
            + " END, day = ?4",
        alarm.name(),
        record.sequence(),
        until,
        day(record.at().toEpochMilli()));
    return true;
  }

  private static void clear(Transaction tx, Row row) throws SQLException {
    Alarm alarm = row.alarm();
    LedgerRecord record =
        tx.append(
            KIND,
            alarm.name(),
            CLEARED,
            Map.of(CODE, alarm.code().word(), OF, alarm.subject(), WHAT, alarm.what()));
    tell(tx, record);
    tx.update("UPDATE alarms SET closed = ? WHERE name = ?", record.sequence(), alarm.name());
  }

  private static void tell(Transaction tx, LedgerRecord record) throws SQLException {
    tx.update("INSERT INTO outbox VALUES (?, NULL)", record.sequence());
  }

  /** An epoch begins: what lasts is raised anew in it. Ledger thread. */
  static void beginAnew(Transaction tx) throws SQLException {
    tx.update("DELETE FROM alarms");
  }

  private static Map<String, Row> rows(Transaction tx) throws SQLException {
    Map<String, Row> rows = new HashMap<>();
    tx.list(ROWS, Alarms::row).forEach(row -> rows.put(row.alarm().name(), row));
    return rows;
  }

  private static Row row(ResultSet row) throws SQLException {
    Map<String, String> facts = FactsJson.facts(row.getString(3));
    Optional<AlarmCode> code = AlarmCode.of(facts.getOrDefault(CODE, ""));
    return new Row(
        new Alarm(
            code.orElse(AlarmCode.FLAPPING),
            facts.getOrDefault(OF, ""),
            facts.getOrDefault(WHAT, "")),
        Instant.ofEpochMilli(row.getLong(2)),
        row.getBoolean(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7));
  }
}
