package org.countersign.centre.silence;

/** One fact that a verdict stands on. */
public record Evidence(Kind kind, Sentence text) {

  /** Where it is from. */
  public enum Kind {
    /** What the station said last. */
    LAST_WORD,
    /** Heartbeats that came, or did not. */
    HEARTBEAT,
    /** The broker's words, or the centre's own session with it. */
    BROKER,
    /** Stations of its site, its district, the fleet. */
    NEIGHBOURS,
    /** Mains and battery. */
    POWER,
    /** The station's clock against the centre's. */
    CLOCK,
    /** Ends of certificates. */
    CERTIFICATE,
    /** When box and service started, told after the return. */
    BOOT,
    /** What its tries to connect met, told after the return. */
    OUTAGE,
    /** Planned work. */
    PLAN
  }

  /** Of two languages. */
  static Evidence of(Kind kind, String english, String chinese) {
    return new Evidence(kind, new Sentence(english, chinese));
  }
}
