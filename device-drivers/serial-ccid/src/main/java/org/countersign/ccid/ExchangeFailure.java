package org.countersign.ccid;

import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.LinkException;
import org.jspecify.annotations.Nullable;

/**
 * A command to the reader brought no good answer. Whether that matters depends on the command:
 * layers above decide, and {@link #because} makes the device's failure of it.
 */
final class ExchangeFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** What came instead of an answer. */
  enum Kind {
    /** The line is gone, closed, or the thread was interrupted. */
    LINK,
    /** No valid answer came. */
    LOST,
    /** The reader says again and again that the command came damaged. */
    REFUSED,
    /** The caller's limit passed. */
    LATE,
    /** The reader answered that it could not do it. */
    FAILED
  }

  private final Kind kind;
  private final boolean notTaken;
  private final transient @Nullable CcidMessage answer;
  private final @Nullable LinkException link;

  private ExchangeFailure(
      Kind kind,
      boolean notTaken,
      String message,
      @Nullable CcidMessage answer,
      @Nullable LinkException link) {
    super(message, link);
    this.kind = kind;
    this.notTaken = notTaken;
    this.answer = answer;
    this.link = link;
  }

  static ExchangeFailure link(LinkException cause, boolean notTaken) {
    String message = cause.getMessage();
    return new ExchangeFailure(
        Kind.LINK, notTaken, message == null ? "the line failed" : message, null, cause);
  }

  static ExchangeFailure lost(String message) {
    return new ExchangeFailure(Kind.LOST, false, message, null, null);
  }

  static ExchangeFailure refused(String message) {
    return new ExchangeFailure(Kind.REFUSED, true, message, null, null);
  }

  static ExchangeFailure late(boolean notTaken, String message) {
    return new ExchangeFailure(Kind.LATE, notTaken, message, null, null);
  }

  static ExchangeFailure failed(CcidMessage answer) {
    return new ExchangeFailure(
        Kind.FAILED,
        ReaderError.nothingDone(answer.error()),
        ReaderError.describe(answer),
        answer,
        null);
  }

  Kind kind() {
    return kind;
  }

  /** Whether the command surely had no effect on a card. */
  boolean notTaken() {
    return notTaken;
  }

  /** Whether asking anew may help: the line is there and time is left. */
  boolean isPassing() {
    return kind == Kind.LOST || kind == Kind.REFUSED;
  }

  /** bError of the reader's answer; -1 if there was none. */
  int error() {
    CcidMessage told = answer;
    return told == null ? -1 : told.error();
  }

  /** Whether the reader says that the card is gone, or lost its power. */
  boolean cardLost() {
    CcidMessage told = answer;
    return told != null && told.cardStatus() != 0;
  }

  /** Whether the reader says that no card is there. */
  boolean cardAbsent() {
    CcidMessage told = answer;
    return told != null && told.cardStatus() == 2;
  }

  /**
   * The same as a device's failure.
   *
   * @param before what was known before the command: its effect if it was surely not taken
   * @param after its effect otherwise
   */
  DeviceException because(Effect before, Effect after, String doing) {
    Effect known = notTaken ? before : after;
    LinkException cause = link;
    if (cause != null) {
      return cause.because(known, doing);
    }
    String code = error() < 0 ? kind.name() : "bError %02X".formatted(error());
    return new DeviceException(fault(), known, code, doing + ": " + getMessage(), this);
  }

  private Fault fault() {
    return switch (kind) {
      case LINK, LOST, REFUSED -> Fault.COMMUNICATION;
      case LATE -> Fault.TIMEOUT;
      case FAILED -> faultOfReader();
    };
  }

  private Fault faultOfReader() {
    if (cardLost()) {
      return Fault.CARD_TAKEN;
    }
    return switch (error()) {
      case ReaderError.ICC_MUTE -> Fault.CARD_MUTE;
      case ReaderError.SLOT_BUSY -> Fault.NOT_READY;
      case ReaderError.HARDWARE -> Fault.HARDWARE;
      default -> Fault.COMMUNICATION;
    };
  }
}
