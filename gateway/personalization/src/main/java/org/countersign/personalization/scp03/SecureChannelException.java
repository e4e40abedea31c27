package org.countersign.personalization.scp03;

import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.apdu.StatusWord;
import org.jspecify.annotations.Nullable;

/** A secure channel was not opened. The card answered; {@link #reason()} says what is wrong. */
public sealed class SecureChannelException extends Exception permits CardCryptogramMismatch {

  private static final long serialVersionUID = 1L;

  /** Why there is no channel. */
  public enum Reason {
    /** INITIALIZE UPDATE was refused: no such key version, mode or protocol. No try is spent. */
    INITIALIZE_REFUSED,
    /** The answer to INITIALIZE UPDATE is not one of SCP03 in this mode. No try is spent. */
    MALFORMED_ANSWER,
    /** The card holds other keys. No try is spent. */
    WRONG_KEYS,
    /** The keys are right, but the card's challenge is not what they give. No try is spent. */
    CHALLENGE_MISMATCH,
    /** The card's i parameter rules out the wanted level. No try is spent. */
    LEVEL_UNSUPPORTED,
    /** EXTERNAL AUTHENTICATE was refused. A try may be spent: never try again on this card. */
    AUTHENTICATION_REFUSED,
    /** The card accepts no more authentications with this key set. */
    BLOCKED
  }

  private final Reason reason;
  private final transient @Nullable StatusWord sw;

  SecureChannelException(Reason reason, @Nullable StatusWord sw, String message) {
    super(message);
    this.reason = reason;
    this.sw = sw;
  }

  /** Why there is no channel. */
  public Reason reason() {
    return reason;
  }

  /** The card's status word, where one tells the reason. */
  public Optional<StatusWord> statusWord() {
    return Optional.ofNullable(sw);
  }

  /** Tries left, where the card tells (63Cx, or 0 if blocked). */
  public OptionalInt triesLeft() {
    if (reason == Reason.BLOCKED) {
      return OptionalInt.of(0);
    }
    return sw != null && sw.isRetryCounter() ? OptionalInt.of(sw.triesLeft()) : OptionalInt.empty();
  }

  /** Whether the card may have counted a failed authentication. */
  public boolean maySpendTry() {
    return reason == Reason.AUTHENTICATION_REFUSED;
  }
}
