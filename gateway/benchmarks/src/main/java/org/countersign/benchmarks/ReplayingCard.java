package org.countersign.benchmarks;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import org.countersign.testbed.CardEmulator;

/**
 * A card that answers from a recording and takes for each command the time that the recorded card
 * took. It accepts the recorded commands alone, byte for byte and in their order, and answers
 * anything else with 6F00 from there on: a secure channel cannot be replayed to a living applet, so
 * this is what shows that the very same APDUs went over the line. Called by the slot's thread; its
 * findings are read when the card has left the slot.
 */
final class ReplayingCard implements CardEmulator {

  private static final byte[] REFUSED = {0x6F, 0x00};

  private final byte[] atr;
  private final Iterator<Recording.Exchange> left;
  private int answered;
  private Optional<String> deviation = Optional.empty();

  /**
   * Begins at the recording's start.
   *
   * @param atr the recorded card's answer to reset
   */
  ReplayingCard(byte[] atr, Recording recording) {
    this.atr = atr.clone();
    this.left = recording.exchanges().iterator();
  }

  /** What was sent otherwise than recorded; empty if all of it was sent as it was recorded. */
  Optional<String> deviation() {
    return deviation.isEmpty() && left.hasNext()
        ? Optional.of("only " + answered + " commands were sent")
        : deviation;
  }

  @Override
  public byte[] atr() {
    return atr;
  }

  @Override
  public byte[] transmit(byte[] command) {
    long start = System.nanoTime();
    if (deviation.isEmpty() && !left.hasNext()) {
      deviation = Optional.of("a command was sent after the last, number " + answered);
    }
    if (deviation.isPresent()) {
      return REFUSED;
    }
    Recording.Exchange expected = left.next();
    if (!Arrays.equals(expected.command(), command)) {
      deviation = Optional.of("command " + (answered + 1) + " is not the recorded one");
      return REFUSED;
    }
    answered++;
    CardTime.passUntil(start + expected.nanos());
    return expected.response();
  }

  @Override
  public void power(Power power) {
    // Answers do not depend on it: a session's end is the replaying client's affair.
  }
}
