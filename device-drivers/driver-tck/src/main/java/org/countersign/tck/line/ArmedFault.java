package org.countersign.tck.line;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** One fault on its way to one question. The device's own thread. */
final class ArmedFault {

  private enum Phase {
    BEFORE,
    ASKING,
    ANSWERING,
    OVER
  }

  final LineFault fault;
  final Random random;
  final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private int before;
  private boolean wasReading = true;
  private volatile Phase phase = Phase.BEFORE;

  ArmedFault(LineFault fault, int before, Random random) {
    this.fault = fault;
    this.before = before;
    this.random = random;
  }

  boolean hasStruck() {
    return phase != Phase.BEFORE;
  }

  /** Something is written: a question begins if the last thing was a read. */
  void writing() {
    if (phase == Phase.BEFORE && wasReading && before-- == 0) {
      phase = Phase.ASKING;
    } else if (phase == Phase.ANSWERING) {
      phase = Phase.OVER;
    }
    wasReading = false;
  }

  /** Something is read. */
  void reading() {
    wasReading = true;
    if (phase == Phase.ASKING) {
      phase = Phase.ANSWERING;
    }
  }

  boolean isAsking() {
    return phase == Phase.ASKING;
  }

  boolean isAnswering() {
    return phase == Phase.ANSWERING;
  }

  boolean isOver() {
    return phase == Phase.OVER;
  }

  void end() {
    phase = Phase.OVER;
  }
}
