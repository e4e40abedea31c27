package org.countersign.personalization.issue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.countersign.driver.Fault;
import org.countersign.personalization.issue.TestCardJournal.Permission;

/** What a device did with the chip that lay at it. */
public sealed interface TestCardResult {

  /** No chip lies there. */
  record NoCard() implements TestCardResult {}

  /**
   * The chip is none of the test cards, so nothing was done but to ask its number.
   *
   * @param chip its number, hex; empty if it does not say one as test cards do
   */
  record OtherChip(Optional<String> chip) implements TestCardResult {}

  /**
   * The keys were not used, since they must not be.
   *
   * @param chip its number, hex
   * @param why never {@link Permission#GRANTED}
   */
  record Withheld(String chip, Permission why) implements TestCardResult {}

  /**
   * The chip was authenticated to, written, and read back as written.
   *
   * @param chip its number, hex
   * @param took from power on to the last byte
   * @param steps time by step, in order: {@code open}, {@code authenticate}, {@code write}, {@code
   *     read-back}
   */
  record Good(String chip, Duration took, List<IssuedCard.StepTime> steps)
      implements TestCardResult {
    public Good {
      steps = List.copyOf(steps);
    }
  }

  /**
   * It did not go as the profile says.
   *
   * @param step {@code power-on}, {@code plan}, {@code open}, {@code authenticate}, {@code write}
   *     or {@code read-back}
   * @param problem what was tried and what came instead
   * @param fault if it was the device that failed
   * @param keysRefused whether the card refused the keys, which are not tried again
   */
  record Failed(String step, String problem, Optional<Fault> fault, boolean keysRefused)
      implements TestCardResult {}
}
