package org.countersign.osdp;

import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * What the reader answered.
 *
 * @param code reply code
 * @param data in the clear
 */
record Reply(int code, byte[] data) {

  boolean isRefusal() {
    return code == Code.NAK;
  }

  /** Reason of a refusal; 0 if there is none. */
  int reason() {
    return isRefusal() && data.length > 0 ? data[0] & 0xFF : 0;
  }

  /**
   * This reply, if it is the one that was hoped for.
   *
   * @param least bytes of data
   * @throws DeviceException {@link Effect#NONE} for a refusal, {@link Effect#UNKNOWN} else
   */
  Reply require(int wanted, int least, String doing) throws DeviceException {
    if (isRefusal()) {
      throw refused(doing);
    }
    if (code != wanted || data.length < least) {
      throw new DeviceException(
          Fault.HARDWARE,
          Effect.UNKNOWN,
          "%02X".formatted(code),
          "%s: the reader answered %02X with %d bytes instead of %02X with at least %d"
              .formatted(doing, code, data.length, wanted, least));
    }
    return this;
  }

  /** This refusal as a failure. It concerns the command alone: the reader stays in service. */
  DeviceException refused(String doing) {
    return new DeviceException(
        reason() == Refusal.UNKNOWN_COMMAND ? Fault.CONFIGURATION : Fault.HARDWARE,
        Effect.NONE,
        "NAK %02X".formatted(reason()),
        doing + ": the reader refuses, " + Refusal.inWords(reason()));
  }

  /** A byte of the data, 0 to 255. */
  int at(int index) {
    return data[index] & 0xFF;
  }

  /** Two bytes, low first. */
  int shortAt(int index) {
    return at(index) | at(index + 1) << 8;
  }
}
