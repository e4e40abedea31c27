package org.countersign.station.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The ledger could not do what was asked, and what was asked has not happened. The message says why
 * and what to do.
 */
public class LedgerException extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  /** With a reason. */
  public LedgerException(String message) {
    this(message, null);
  }

  /** With a reason and its cause. */
  public LedgerException(String message, @Nullable Throwable cause) {
    super(message, new IOException(message, cause));
  }
}
