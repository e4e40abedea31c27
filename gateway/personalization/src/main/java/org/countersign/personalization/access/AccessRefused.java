package org.countersign.personalization.access;

import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.apdu.StatusWord;
import org.jspecify.annotations.Nullable;

/** A chip did not let us in, or could not prove itself. The message holds no personal data. */
public final class AccessRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable StatusWord sw;

  AccessRefused(@Nullable StatusWord sw, String message) {
    super(message);
    this.sw = sw;
  }

  /** The chip's status word, if that was its refusal. */
  public Optional<StatusWord> statusWord() {
    return Optional.ofNullable(sw);
  }

  /** Tries left, where the chip tells: 63Cx, or 0 for 6983. */
  public OptionalInt triesLeft() {
    if (sw == null) {
      return OptionalInt.empty();
    }
    if (sw.value() == 0x6983) {
      return OptionalInt.of(0);
    }
    return sw.isRetryCounter() ? OptionalInt.of(sw.triesLeft()) : OptionalInt.empty();
  }
}
