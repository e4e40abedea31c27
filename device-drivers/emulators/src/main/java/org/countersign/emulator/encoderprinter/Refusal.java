package org.countersign.emulator.encoderprinter;

/** An error object of JSON-RPC 2.0, section 5.1. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  /** The printer's own errors. */
  static final int PRINTER = -1;

  private final int code;

  Refusal(int code, String word) {
    super(word);
    this.code = code;
  }

  static Refusal of(String word) {
    return new Refusal(PRINTER, word);
  }

  int code() {
    return code;
  }
}
