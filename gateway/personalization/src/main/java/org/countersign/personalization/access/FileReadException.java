package org.countersign.personalization.access;

import java.util.Optional;
import org.countersign.apdu.StatusWord;
import org.jspecify.annotations.Nullable;

/** A file was not read. The message names the file and says what the chip answered. */
public final class FileReadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable StatusWord sw;

  FileReadException(@Nullable StatusWord sw, String message) {
    super(message);
    this.sw = sw;
  }

  /** The chip's status word, if that was the reason. */
  public Optional<StatusWord> statusWord() {
    return Optional.ofNullable(sw);
  }
}
