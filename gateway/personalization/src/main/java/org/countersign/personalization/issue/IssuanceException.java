package org.countersign.personalization.issue;

import java.util.Optional;
import org.countersign.driver.Fault;
import org.countersign.personalization.plan.StepFailure;
import org.jspecify.annotations.Nullable;

/**
 * A card was not issued. The message says what was tried, what came instead and what to do, without
 * personal data.
 */
public final class IssuanceException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is to become of the card. */
  public enum CardState {
    /** Not a byte of it was changed and no try was spent: it is still a blank. */
    BLANK,
    /**
     * Not a byte of it was changed, but a try of its keys may be spent: a blank whose attempts are
     * counted.
     */
    ATTEMPTED,
    /** Not a blank of this profile: foreign, issued already, or with other keys. Keep it apart. */
    QUARANTINED,
    /** Written in part and surely not active: waste. */
    SPOILED,
    /** Written in part and surely not active; its profile says how it is gone on with. */
    UNFINISHED,
    /** It may be active; only reading it can tell. */
    IN_DOUBT,
    /** No card was there. */
    NONE
  }

  private final CardState cardState;
  private final transient Optional<Fault> fault;

  public IssuanceException(CardState cardState, @Nullable Fault fault, String message) {
    this(cardState, fault, message, null);
  }

  public IssuanceException(
      CardState cardState, @Nullable Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.cardState = cardState;
    this.fault = Optional.ofNullable(fault);
  }

  /** What is to become of the card. */
  public CardState cardState() {
    return cardState;
  }

  /** Whether it was the card that answered otherwise than it must, and no device that failed. */
  public boolean byCard() {
    return getCause() instanceof StepFailure failure
        && failure.reason() != StepFailure.Reason.KEY_MISSING;
  }

  /** The device's fault, if a device failed. */
  public Optional<Fault> fault() {
    return fault;
  }
}
