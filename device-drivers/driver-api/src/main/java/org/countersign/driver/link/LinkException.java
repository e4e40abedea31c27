package org.countersign.driver.link;

import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/**
 * The line to the device failed. Only the driver knows what that means for the card: a lost answer
 * to a status question is harmless, a lost answer to a command APDU is not. So this is no {@link
 * DeviceException}; {@link #because(Effect, String)} makes one once the driver has decided.
 */
public final class LinkException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What became of the line. */
  public enum Reason {
    /** The far end is gone: unplugged, hung up, connection reset. */
    LOST,
    /** The far end does not take bytes; the link was given up. */
    STUCK,
    /** {@link ByteLink#close()} was called. */
    CLOSED,
    /** The thread was interrupted; the link is as it was and the interrupt flag is set. */
    INTERRUPTED,
    /** There is no such port or host, or it may not be opened, or not with these settings. */
    REFUSED
  }

  private final Reason reason;
  private final boolean nothingSent;

  /**
   * Makes a failure.
   *
   * @param nothingSent whether surely no byte of the write in question left
   * @param message what was tried, on what, what came instead, what to do
   */
  public LinkException(
      Reason reason, boolean nothingSent, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.nothingSent = nothingSent;
  }

  /** What became of the line. */
  public Reason reason() {
    return reason;
  }

  /** Whether surely no byte of the failed write left; true for failures of other calls. */
  public boolean nothingSent() {
    return nothingSent;
  }

  /**
   * The same as a device's failure.
   *
   * @param effect what the driver knows about the command in hand; if {@link #nothingSent()} is
   *     true and nothing of the command went before, {@link Effect#NONE}
   * @param doing what the driver was doing, for example {@code "reading the answer to XfrBlock"}
   */
  public DeviceException because(Effect effect, String doing) {
    Fault fault =
        switch (reason) {
          case LOST, STUCK -> Fault.COMMUNICATION;
          case CLOSED, INTERRUPTED -> Fault.CANCELLED;
          case REFUSED -> Fault.CONFIGURATION;
        };
    return new DeviceException(fault, effect, reason.name(), doing + ": " + getMessage(), this);
  }
}
