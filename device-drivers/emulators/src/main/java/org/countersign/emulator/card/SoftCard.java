package org.countersign.emulator.card;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.countersign.testbed.CardEmulator;

/** A card made of its parts: it takes its time over a command, and its chip can fall mute. */
public final class SoftCard implements CardEmulator {

  private static final byte[] SILENCE = {};

  private final byte[] atr;
  private final UnaryOperator<byte[]> chip;
  private final Function<byte[], Duration> time;
  private final Runnable power;
  private volatile boolean mute;

  /**
   * A card that answers.
   *
   * @param atr answer to reset, 2 to 33 bytes
   * @param chip gives a command APDU's response APDU
   * @param time how long the chip works at a command
   * @param power what it does whenever power comes or goes
   */
  public SoftCard(
      byte[] atr, UnaryOperator<byte[]> chip, Function<byte[], Duration> time, Runnable power) {
    this.atr = atr.clone();
    this.chip = chip;
    this.time = time;
    this.power = power;
  }

  /** Whether the chip answers nothing any more, from the next question on. Any thread. */
  public void mute(boolean on) {
    mute = on;
  }

  @Override
  public byte[] atr() {
    return mute ? SILENCE : atr.clone();
  }

  @Override
  public byte[] transmit(byte[] command) {
    if (mute) {
      return SILENCE;
    }
    long end = System.nanoTime() + time.apply(command).toNanos();
    byte[] response = chip.apply(command);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return response;
  }

  @Override
  public void power(Power ignored) {
    power.run();
  }
}
