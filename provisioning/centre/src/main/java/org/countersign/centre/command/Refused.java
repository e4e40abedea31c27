package org.countersign.centre.command;

import java.io.Serial;

/** A command ends with a sentence for whoever called it. */
final class Refused extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  Refused(String sentence) {
    super(sentence);
  }
}
