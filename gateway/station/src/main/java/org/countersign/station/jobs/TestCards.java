package org.countersign.station.jobs;

import java.time.Duration;
import java.util.Map;
import org.countersign.personalization.issue.TestCardResult;

/** The test cards that lie at the station's devices. Any thread but a device's. */
@FunctionalInterface
public interface TestCards {

  /**
   * Has every device try the chip that lies at it, all at once. No card is fed, moved or waited
   * for, and a device that is at work is let alone.
   *
   * @param limit how long to wait for the answers
   * @return by device; empty if the station knows no test card
   */
  Map<String, Answer> tryAll(Duration limit);

  /** What a device says. */
  sealed interface Answer {

    /** It looked at its chip station. */
    record Tried(TestCardResult result) implements Answer {}

    /** It has a job, or waits for a card to be taken out. */
    record Busy() implements Answer {}

    /** Nothing is issued now, and the record that an attempt needs might not be made. */
    record Held() implements Answer {}

    /** It is not open; its state says why. */
    record NotOpen() implements Answer {}

    /** It has said nothing within the limit. */
    record Late() implements Answer {}
  }
}
