package org.countersign.host.bundle;

import java.util.Optional;

/** Where a driver runs. */
public enum Isolation {
  /** In the gateway's process, in a class loader of its own. */
  LOADER,
  /** In a process of its own, one for each device. */
  PROCESS;

  /** How it is written, for a person. */
  public static final String FORM = "\"loader\" or \"process\"";

  /** The isolation of that word; empty if there is none. */
  public static Optional<Isolation> of(String word) {
    return switch (word) {
      case "loader" -> Optional.of(LOADER);
      case "process" -> Optional.of(PROCESS);
      default -> Optional.empty();
    };
  }
}
