package org.countersign.pcsc;

import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/** A PC/SC function did not succeed, or was not let finish. */
final class PcscFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final String function;
  private final int code;
  private final @Nullable Breach breach;
  private final boolean called;
  private final boolean reachedChip;

  private PcscFailure(
      String function, int code, @Nullable Breach breach, boolean called, boolean reachedChip) {
    super(function + ": " + (breach == null ? ReturnCode.nameOf(code) : breach.name()));
    this.function = function;
    this.code = code;
    this.breach = breach;
    this.called = called;
    this.reachedChip = reachedChip;
  }

  /** The function returned an error. */
  static PcscFailure returned(String function, int code) {
    return new PcscFailure(function, code, null, true, false);
  }

  /** The function was broken off while it ran. */
  static PcscFailure brokenOff(String function, Breach breach) {
    return new PcscFailure(function, ReturnCode.SCARD_F_COMM_ERROR.code(), breach, true, false);
  }

  /** The function was not even called. */
  static PcscFailure notCalled(String function, Breach breach) {
    return new PcscFailure(function, ReturnCode.SUCCESS, breach, false, false);
  }

  /** The function succeeded with less than a status word: the card was pulled meanwhile. */
  static PcscFailure cutOff(String function) {
    return new PcscFailure(function, ReturnCode.SCARD_W_REMOVED_CARD.code(), null, true, true);
  }

  /** The same failure of a call that was not the first on behalf of one command. */
  PcscFailure afterTheFirst() {
    return new PcscFailure(function, code, breach, called, true);
  }

  ReturnCode code() {
    return ReturnCode.of(code);
  }

  boolean is(ReturnCode expected) {
    return breach == null && code == expected.code();
  }

  /** Whether the caller's will or its deadline ended the call, not PC/SC. */
  boolean isBreach() {
    return breach != null;
  }

  boolean losesContext() {
    return breach == null ? code().losesContext() : called;
  }

  Fault fault() {
    return breach == null ? code().fault() : breach.fault();
  }

  /** Whether a chip may have seen a command that was sent by this call. */
  Effect effect() {
    boolean unseen = !reachedChip && (breach == null ? code().beforeTheChip() : !called);
    return unseen ? Effect.NONE : Effect.UNKNOWN;
  }

  String vendorCode() {
    return breach == null ? ReturnCode.nameOf(code) : "";
  }

  /**
   * The failure as a driver tells it.
   *
   * @param tried what was tried and on what, for example {@code power on in reader "X"}
   */
  DeviceException toDeviceException(String tried, Effect effect) {
    return toDeviceException(tried, effect, fault());
  }

  DeviceException toDeviceException(String tried, Effect effect, Fault fault) {
    String came =
        breach == null
            ? function + " returned " + vendorCode() + ": " + code().explanation()
            : function + " " + breach.sentence();
    return new DeviceException(fault, effect, vendorCode(), tried + ": " + came, this);
  }
}
