package org.countersign.personalization.keys;

/** A key is not to be had. The message names it, says why, and what to do. */
public final class KeyUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What does not go as long as it is so. */
  public enum Hinders {
    /** This card; another one may do. */
    CARD,
    /** This job, on whatever card: it must be submitted anew. */
    JOB,
    /** Every card; something at the station must be seen to. */
    STATION
  }

  private final Hinders hinders;

  /** Something at the station must be seen to. */
  public KeyUnavailableException(String message) {
    this(Hinders.STATION, message);
  }

  public KeyUnavailableException(Hinders hinders, String message) {
    super(message);
    this.hinders = hinders;
  }

  /** What does not go. */
  public Hinders hinders() {
    return hinders;
  }
}
