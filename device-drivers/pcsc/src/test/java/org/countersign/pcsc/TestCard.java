package org.countersign.pcsc;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.countersign.testbed.CardEmulator;

/** A card that a test scripts. */
final class TestCard implements CardEmulator {

  /** TS, T0: TD1 and one historical byte, TD1: T=1, historical byte, TCK. */
  static final byte[] ATR_T1 = {0x3B, (byte) 0x81, 0x01, 0x20, (byte) 0xA0};

  /** TS, T0: two historical bytes, no TD1 and so T=0. */
  static final byte[] ATR_T0 = {0x3B, 0x02, 0x14, 0x50};

  static final byte[] OK = {(byte) 0x90, 0x00};

  final AtomicInteger powerOns = new AtomicInteger();
  final AtomicInteger commands = new AtomicInteger();
  private final byte[] atr;
  private final UnaryOperator<byte[]> script;

  TestCard(byte[] atr, UnaryOperator<byte[]> script) {
    this.atr = atr.clone();
    this.script = script;
  }

  static TestCard answering(byte... response) {
    return new TestCard(ATR_T1, command -> response);
  }

  static TestCard scripted(UnaryOperator<byte[]> script) {
    return new TestCard(ATR_T1, script);
  }

  /** Says that a command is there, and does not answer before it may. */
  static TestCard holding(CountDownLatch asked, CountDownLatch mayAnswer) {
    return scripted(command -> {
      asked.countDown();
      try {
        mayAnswer.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return OK;
    });
  }

  @Override
  public byte[] atr() {
    return atr.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    commands.incrementAndGet();
    return script.apply(command);
  }

  @Override
  public void power(Power power) {
    if (power == Power.ON) {
      powerOns.incrementAndGet();
    }
  }
}
