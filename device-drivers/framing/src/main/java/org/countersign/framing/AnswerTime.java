package org.countersign.framing;

import java.time.Duration;
import org.countersign.driver.link.LineSettings;

/** How long to wait for an answer: a fixed limit fails on a slow line or a long answer. */
public final class AnswerTime {

  private AnswerTime() {}

  /**
   * The device's own time, half as much again as the bytes need on the line, and the card's time.
   *
   * @param bytes of question and answer together, at their greatest
   * @param fixed what device, adapter and operating system may take
   * @param card what the card may take for the command, zero if it is not asked
   */
  public static Duration limit(LineSettings line, int bytes, Duration fixed, Duration card) {
    long onTheLine = line.nanosFor(bytes);
    return fixed.plusNanos(onTheLine + onTheLine / 2).plus(card);
  }
}
