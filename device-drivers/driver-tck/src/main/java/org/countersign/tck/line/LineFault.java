package org.countersign.tck.line;

/** What happens on a line to one question or its answer. */
public enum LineFault {
  /** The answer never comes. */
  ANSWER_LOST("the answer was lost"),
  /** The device never gets the question. */
  QUESTION_LOST("the question was lost"),
  BIT_FLIPPED("a bit of the answer was flipped"),
  NOISE_BEFORE("noise came before the answer"),
  ANSWER_CUT("the answer was cut short"),
  ANSWER_TWICE("the answer came twice"),
  /** The answer comes when the next question has been asked. */
  ANSWER_LATE("the answer came after the next question"),
  /** One byte a read. Nothing is wrong with that. */
  IN_PIECES("the answer came byte by byte"),
  /** The line repeats what is written to it. */
  ECHO("the line echoed the question"),
  /** Bytes without end. */
  BABBLE("the line babbled without end"),
  HUNG_UP("the line hung up in the middle of the answer"),
  WRITE_STUCK("the line took a part of the question and no more");

  private final String words;

  LineFault(String words) {
    this.words = words;
  }

  /** Whether a driver must succeed all the same. */
  public boolean isHarmless() {
    return this == IN_PIECES;
  }

  /** For a report. */
  public String words() {
    return words;
  }
}
