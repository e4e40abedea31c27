package org.countersign.http;

import org.jspecify.annotations.Nullable;

/** What may be said of an unexpected failure. */
final class Failures {

  private Failures() {}

  /**
   * The stack trace without messages. The failure may come from code that quotes its input, such as
   * the JDK's own parsers, and the input may be a person's.
   */
  static String text(Throwable failure) {
    StringBuilder text = new StringBuilder();
    @Nullable Throwable next = failure;
    for (int depth = 0; next != null && depth < 8; depth++) {
      text.append(depth == 0 ? "\n" : "\ncaused by ").append(next.getClass().getName());
      for (StackTraceElement frame : next.getStackTrace()) {
        text.append("\n\tat ").append(frame);
      }
      next = next.getCause();
    }
    return text.toString();
  }
}
