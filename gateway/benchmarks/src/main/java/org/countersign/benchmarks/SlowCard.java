package org.countersign.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.countersign.testbed.CardEmulator;

/**
 * A card that needs a fixed time for every command and then answers 9000.
 *
 * @param latency that time
 */
record SlowCard(Duration latency) implements CardEmulator {

  @Override
  public byte[] atr() {
    // TS, T0: TD1 and one historical byte, TD1: T=1, historical byte, TCK.
    return new byte[] {0x3B, (byte) 0x81, 0x01, 0x20, (byte) 0xA0};
  }

  @Override
  public byte[] transmit(byte[] command) {
    long until = System.nanoTime() + latency.toNanos();
    for (long rest = latency.toNanos(); rest > 0; rest = until - System.nanoTime()) {
      LockSupport.parkNanos(rest);
    }
    return new byte[] {(byte) 0x90, 0x00};
  }

  @Override
  public void power(Power power) {
    // It has no state to lose.
  }
}
