package org.countersign.emulator.pn532;

/** What the host sends. */
sealed interface HostFrame {

  /** The host has heard the answer, or wants no more of the command. */
  record Ack() implements HostFrame {}

  /** The host wants the last answer again. */
  record Nack() implements HostFrame {}

  /**
   * A command.
   *
   * @param code of the command
   * @param parameters what follows it
   */
  record Request(int code, byte[] parameters) implements HostFrame {}
}
