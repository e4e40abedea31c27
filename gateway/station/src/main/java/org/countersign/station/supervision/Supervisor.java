package org.countersign.station.supervision;

/** Who started the service and wants to hear of it. */
@FunctionalInterface
public interface Supervisor {

  /**
   * Tells it. Any thread; never waits, and what it cannot take now is lost.
   *
   * @param assignments as sd_notify(3) has them, for example {@code READY=1}
   */
  void tell(String... assignments);
}
