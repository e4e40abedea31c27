package org.countersign.emulator.ccid;

/** What came from the host. */
sealed interface HostFrame {

  /** Nothing yet. */
  record Silence() implements HostFrame {}

  /** A CCID message that passed its check. */
  record Command(byte[] message) implements HostFrame {}

  /** Something that did not. */
  record Damaged(int code) implements HostFrame {}

  /** The host wants the last answer again. */
  record SendAgain() implements HostFrame {}
}
