package org.countersign.tck;

import org.opentest4j.TestAbortedException;

/** A check that could not be made, and says why; never a silent pass. */
final class NotProven extends TestAbortedException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  enum Why {
    /** The bench lacks something. */
    BENCH,
    /** The driver does not declare what the check is about, and is proven not to have it. */
    ABSENT
  }

  private final Why why;

  NotProven(Why why, String sentence) {
    super(sentence);
    this.why = why;
  }

  Why why() {
    return why;
  }

  static NotProven bench(String lacks) {
    return new NotProven(Why.BENCH, "the bench " + lacks);
  }

  static NotProven absent(String what) {
    return new NotProven(Why.ABSENT, what);
  }
}
