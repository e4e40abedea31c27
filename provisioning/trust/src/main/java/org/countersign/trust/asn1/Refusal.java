package org.countersign.trust.asn1;

/** A check did not pass; the message says why, without personal data. Carries no stack trace. */
public final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  public Refusal(String why) {
    super(why, null, false, false);
  }

  /** Refuses unless it holds. */
  public static void unless(boolean holds, String why) throws Refusal {
    if (!holds) {
      throw new Refusal(why);
    }
  }
}
