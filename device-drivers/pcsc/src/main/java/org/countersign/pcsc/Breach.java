package org.countersign.pcsc;

import org.countersign.driver.Fault;

/** Why a native call was not let finish. */
enum Breach {
  DEADLINE(Fault.TIMEOUT, "was not done in the time given; close the device and open it again"),
  INTERRUPT(Fault.CANCELLED, "was interrupted by the gateway"),
  CLOSE(Fault.CANCELLED, "was ended, since the device is being closed");

  private final Fault fault;
  private final String sentence;

  Breach(Fault fault, String sentence) {
    this.fault = fault;
    this.sentence = sentence;
  }

  Fault fault() {
    return fault;
  }

  String sentence() {
    return sentence;
  }
}
