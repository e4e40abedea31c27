package org.countersign.centre.store;

import java.io.Serial;

/** The database did not do what was asked; what was asked did not happen. */
public final class StoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param tried what was tried, and on what
   */
  public StoreException(String tried, Throwable cause) {
    super(tried + ": " + cause.getMessage(), cause);
  }
}
