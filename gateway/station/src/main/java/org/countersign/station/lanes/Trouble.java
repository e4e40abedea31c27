package org.countersign.station.lanes;

import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.station.discovery.DeviceIdentification.Presence;

/** What kind of trouble a device is in: which rungs can help. */
enum Trouble {
  /** It is not plugged in or switched on, so only its return helps. */
  ABSENT,
  /** Busy, or held by another program, so only time helps. */
  BUSY,
  /** It is there and does not work: every rung, one after the other. */
  BROKEN,
  /** Its settings, its identity or a card in it: only a person helps. */
  NEEDS_PERSON;

  /**
   * What a failure says.
   *
   * @param opening whether the device could not be opened; a port that is there and does not answer
   *     is broken, a device of which only the opening tells whether it is there is absent
   */
  static Trouble of(DeviceException failure, boolean opening, Presence presence) {
    if (presence == Presence.ABSENT) {
      return ABSENT;
    }
    if (failure.fault() == Fault.CONFIGURATION) {
      return NEEDS_PERSON;
    }
    if (failure.fault() == Fault.COMMUNICATION && opening && presence == Presence.UNKNOWN) {
      return ABSENT;
    }
    return switch (failure.fault().remedy()) {
      case RETRY -> BUSY;
      case OPERATOR -> NEEDS_PERSON;
      case RESET, SERVICE -> BROKEN;
    };
  }
}
