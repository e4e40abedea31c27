package org.countersign.centre.silence;

/** How a session ended, by the broker's words. */
public enum Parting {
  /** DISCONNECT. */
  IN_ORDER,
  /** TCP was closed without DISCONNECT: a process that ends does so, a cut line does not. */
  CLOSED,
  /** Nothing came for one and a half keep-alives. */
  TIMED_OUT,
  /** Another client came with its id. */
  OVERTAKEN,
  /** What it sent was no MQTT, or the broker did not allow it. */
  THROWN_OUT,
  /** The broker said nothing. */
  UNTOLD
}
