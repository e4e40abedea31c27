package org.countersign.simulator.applet;

/** Which keys the host has proven since the chip was powered up or selected (7816-4, 5.5.1). */
final class SecurityStatus {

  private int proven;

  boolean hasProven(int keyNumber) {
    return (proven & 1 << keyNumber) != 0;
  }

  void prove(int keyNumber) {
    proven |= 1 << keyNumber;
  }

  void withdraw(int keyNumber) {
    proven &= ~(1 << keyNumber);
  }

  void clear() {
    proven = 0;
  }
}
