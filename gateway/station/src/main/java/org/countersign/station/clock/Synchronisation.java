package org.countersign.station.clock;

/** What keeps the machine's clock right. */
@FunctionalInterface
public interface Synchronisation {

  /** A machine without a time service. */
  Synchronisation NONE = () -> false;

  /** Whether the clock follows a time server at this moment. May wait for some seconds. */
  boolean holds();
}
