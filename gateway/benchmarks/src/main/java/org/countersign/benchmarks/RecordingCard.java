package org.countersign.benchmarks;

import java.time.Duration;
import org.countersign.simulator.VirtualCard;
import org.countersign.testbed.CardEmulator;

/**
 * A card that is really personalized, needs at least a fixed time for every command, and keeps a
 * recording. What its applet computes lies within that time. Called by the slot's thread; the
 * recording is read when the card has left the slot.
 */
final class RecordingCard implements CardEmulator {

  private final VirtualCard card;
  private final long latency;
  private final Recording recording = new Recording();

  /**
   * Takes a blank.
   *
   * @param latency least time of each command
   */
  RecordingCard(VirtualCard card, Duration latency) {
    this.card = card;
    this.latency = latency.toNanos();
  }

  /** What went over its contacts. */
  Recording recording() {
    return recording;
  }

  @Override
  public byte[] atr() {
    return card.atr();
  }

  @Override
  public byte[] transmit(byte[] command) {
    long start = System.nanoTime();
    byte[] response = card.transmit(command);
    CardTime.passUntil(start + latency);
    recording.add(new Recording.Exchange(command, response, System.nanoTime() - start));
    return response;
  }

  @Override
  public void power(Power power) {
    if (power == Power.OFF) {
      card.powerOff();
    } else {
      card.powerOn();
      recording.powerUp();
    }
  }
}
