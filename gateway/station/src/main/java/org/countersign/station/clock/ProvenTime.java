package org.countersign.station.clock;

import org.jspecify.annotations.Nullable;

/**
 * What the records prove of the time. Immutable.
 *
 * @param newest time that has certainly passed, milliseconds since 1970: of the newest record whose
 *     time was believed; 0 if there is none
 * @param doubtedAt what the clock said when it was put on record that it is not believed, and no
 *     word since that it is; 0 if it is believed
 * @param confirmed when two persons confirmed the clock in this run; null if they did not
 */
public record ProvenTime(long newest, long doubtedAt, @Nullable Mark confirmed) {

  /** No record yet. */
  public static final ProvenTime NONE = new ProvenTime(0, 0, null);

  /** Whether it is on record that the clock is not believed. */
  public boolean isDoubted() {
    return doubtedAt != 0;
  }

  /** With one record more; one of a time that is not believed proves nothing. */
  public ProvenTime and(long millis) {
    return isDoubted() ? this : new ProvenTime(Math.max(newest, millis), 0, confirmed);
  }

  /** It is on record that the clock, which says this, is not believed. */
  public ProvenTime doubted(long millis) {
    return new ProvenTime(newest, millis, confirmed);
  }

  /** It is on record that the clock, which says this, is believed again. */
  public ProvenTime believed(long millis) {
    return new ProvenTime(Math.max(newest, millis), 0, confirmed);
  }

  /** Two persons vouch for what the clock says: later records were written too early. */
  public static ProvenTime confirmed(Mark mark) {
    return new ProvenTime(mark.millis(), 0, mark);
  }
}
