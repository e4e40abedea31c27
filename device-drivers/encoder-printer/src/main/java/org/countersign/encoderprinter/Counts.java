package org.countersign.encoderprinter;

/** Numbers of an answer. */
final class Counts {

  private Counts() {}

  /** The member's number; -1 if it is missing or none, as the printer does not count it. */
  static int of(Answer answer, String member) {
    String digits = answer.member(member);
    return digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : -1;
  }
}
