package org.countersign.station.lanes;

/** What is done to bring a device back, the mildest first. */
enum Rung {
  /** A call that is late is interrupted. */
  INTERRUPT("interrupt"),
  /** The device is closed and opened. */
  REOPEN("reopen"),
  /** It is opened and brought to a known state. */
  RESET("reset"),
  /** Its driver is loaded anew, or its process started anew, and it is reset. */
  RESTART("restart"),
  /** Other devices make its cards; it is tried again now and then. */
  SIBLING("sibling"),
  /** A person is asked; it is tried again now and then. */
  PERSON("person");

  private final String word;

  Rung(String word) {
    this.word = word;
  }

  /** In API and metrics. */
  String word() {
    return word;
  }
}
