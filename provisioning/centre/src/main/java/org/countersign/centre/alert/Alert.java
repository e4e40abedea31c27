package org.countersign.centre.alert;

import java.util.Optional;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.silence.Verdict;
import org.countersign.protocol.records.AlarmCode;

/**
 * One cause at work somewhere. All times are milliseconds since 1970-01-01T00:00:00Z, by the
 * centre's clock.
 *
 * @param number of this alert, from 1
 * @param since when the first of its stations lost capacity by it
 * @param stations that it stops now
 * @param waiting approved applications that wait at them
 * @param unsteady it came and went again and again
 * @param acknowledgedBy who looks after it
 * @param silencedUntil nobody is told until then
 * @param escalated whether it was told a second time, since nobody looked after it
 * @param silence why most of its stations are silent; empty if that is not its cause
 */
public record Alert(
    long number,
    Scope scope,
    Cause cause,
    long since,
    int stations,
    long waiting,
    boolean unsteady,
    Optional<String> acknowledgedBy,
    long silencedUntil,
    boolean escalated,
    Optional<Verdict> silence) {

  /** One of another cause than silence. */
  public Alert(
      long number,
      Scope scope,
      Cause cause,
      long since,
      int stations,
      long waiting,
      boolean unsteady,
      Optional<String> acknowledgedBy,
      long silencedUntil,
      boolean escalated) {
    this(
        number,
        scope,
        cause,
        since,
        stations,
        waiting,
        unsteady,
        acknowledgedBy,
        silencedUntil,
        escalated,
        Optional.empty());
  }

  /** What it is. */
  public String english() {
    return alarm().map(AlarmCode::english).orElse(cause.english());
  }

  /** What to do. */
  public String todo() {
    return alarm().map(AlarmCode::todo).orElse(cause.todo());
  }

  /** What it is, in Chinese. */
  public String chinese() {
    return alarm().map(AlarmCode::chinese).orElse(cause.chinese());
  }

  /** What to do, in Chinese. */
  public String chineseTodo() {
    return alarm().map(AlarmCode::chineseTodo).orElse(cause.chineseTodo());
  }

  private Optional<AlarmCode> alarm() {
    return scope instanceof Scope.OfAlarm of ? AlarmCode.of(of.code()) : Optional.empty();
  }
}
