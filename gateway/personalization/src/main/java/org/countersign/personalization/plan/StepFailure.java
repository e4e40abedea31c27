package org.countersign.personalization.plan;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import org.countersign.apdu.StatusWord;
import org.jspecify.annotations.Nullable;

/** A step did not go as the profile says. The message holds no data of the card. */
public final class StepFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Reason {
    /** Another status word than the profile expects. */
    STATUS,
    /** Another answer than the profile expects, or other bytes than were written. */
    DATA,
    /** The card holds other keys; no try was spent. */
    WRONG_KEYS,
    /** The card refused an authentication; a try may be spent. */
    REFUSED,
    /** A key that the profile names is not to be had. */
    KEY_MISSING
  }

  private final Reason reason;
  private final transient Optional<StatusWord> statusWord;

  public StepFailure(Reason reason, @Nullable StatusWord statusWord, String message) {
    super(message);
    this.reason = reason;
    this.statusWord = Optional.ofNullable(statusWord);
  }

  /** Another status word than the profile expects. */
  public static StepFailure unexpected(CardSession.Call call, StatusWord sw) {
    String expected = call.expect().stream().map("%04X"::formatted).collect(joining(" or "));
    return new StepFailure(
        Reason.STATUS,
        sw,
        "%s (%s): the card answers %s; %s was expected"
            .formatted(call.label(), call.command(), sw, expected));
  }

  /** What went wrong. */
  public Reason reason() {
    return reason;
  }

  /** The card's status word, where it tells. */
  public Optional<StatusWord> statusWord() {
    return statusWord;
  }
}
