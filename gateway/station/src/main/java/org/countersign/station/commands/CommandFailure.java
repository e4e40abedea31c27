package org.countersign.station.commands;

import org.countersign.station.client.StationException;
import org.jspecify.annotations.Nullable;

/** A command ends here. The message tells a person what to do. */
public final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /**
   * Ends a command.
   *
   * @param exitCode one of {@link ExitCode}
   */
  public CommandFailure(int exitCode, String message) {
    this(exitCode, message, null);
  }

  /** Ends a command because of something. */
  public CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static CommandFailure of(StationException said) {
    StringBuilder message = new StringBuilder(String.valueOf(said.getMessage()));
    said.errors().forEach(e -> message.append("\n  ").append(e));
    int code =
        switch (said.reason()) {
          case UNREACHABLE, NOT_ALLOWED, BUSY -> ExitCode.UNREACHABLE;
          case REFUSED, FAILED -> ExitCode.FAILED;
        };
    return new CommandFailure(code, message.toString(), said);
  }

  /** One of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
