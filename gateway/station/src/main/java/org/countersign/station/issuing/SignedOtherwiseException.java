package org.countersign.station.issuing;

import org.countersign.personalization.signing.SigningException;

/**
 * A job's only signature was made for other data, for example with the number of a chip that is no
 * longer at hand. No card can carry it, so the job can never be issued.
 */
public final class SignedOtherwiseException extends SigningException {

  private static final long serialVersionUID = 1L;

  SignedOtherwiseException(String job) {
    super(problem(job));
  }

  /** A signing service says so. */
  public SignedOtherwiseException(String job, Throwable cause) {
    super(problem(job), cause);
  }

  private static String problem(String job) {
    return "job "
        + job
        + " was signed before for another chip or with other data, and a job is signed once";
  }
}
