package org.countersign.station.ledger;

import org.countersign.personalization.JobState;

/** A job is no longer where its worker believes it to be; the announced effect must not happen. */
public final class JobEndedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  /** With where the job is and where it should have gone. */
  public JobEndedException(String job, JobState now, JobState wanted) {
    super("job " + job + " is " + now + " and cannot become " + wanted);
  }

  /** Its worker was given up. */
  public JobEndedException(String job) {
    super("job " + job + " was taken from a device that did not answer");
  }
}
