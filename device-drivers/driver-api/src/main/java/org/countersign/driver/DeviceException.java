package org.countersign.driver;

import org.jspecify.annotations.Nullable;

/**
 * A call into a device failed. The message says what was tried, on what, what came instead and what
 * to do; it never holds data of a card. Anything else that a driver throws counts as {@link
 * Fault#DRIVER_BUG} with {@link Effect#UNKNOWN}.
 */
public final class DeviceException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final Effect effect;
  private final String vendorCode;

  /**
   * Makes a failure.
   *
   * @param vendorCode the device's own code, for example {@code SCARD_W_REMOVED_CARD}; empty if
   *     none
   */
  public DeviceException(Fault fault, Effect effect, String vendorCode, String message) {
    this(fault, effect, vendorCode, message, null);
  }

  /** Makes a failure that another one caused. */
  public DeviceException(
      Fault fault, Effect effect, String vendorCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
    this.effect = effect;
    this.vendorCode = vendorCode;
  }

  /** What is wrong. */
  public Fault fault() {
    return fault;
  }

  /** Whether it happened all the same. */
  public Effect effect() {
    return effect;
  }

  /** The device's own code; empty if it gave none. */
  public String vendorCode() {
    return vendorCode;
  }
}
