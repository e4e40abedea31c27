package org.countersign.station.lanes;

import java.util.Optional;
import org.countersign.station.issuing.WaitingJobs.Taken;
import org.countersign.station.ledger.JobJournal;

/** What a device's thread is working on, for whoever has to clear up after it. */
final class CardInHand {

  /**
   * A job and where its work is written down.
   *
   * @param job its place in line; empty for one that stands in none, since it was in doubt
   */
  record Work(Optional<Taken> job, JobJournal journal) {}

  private Optional<Work> work = Optional.empty();

  synchronized void take(Taken job, JobJournal journal) {
    work = Optional.of(new Work(Optional.of(job), journal));
  }

  /** A job that was in doubt. */
  synchronized void take(JobJournal journal) {
    work = Optional.of(new Work(Optional.empty(), journal));
  }

  /** Whether there is any. */
  synchronized boolean isSome() {
    return work.isPresent();
  }

  /** The work was brought to an end by the device's thread. */
  synchronized void done() {
    work = Optional.empty();
  }

  /** Takes the work away from the device's thread, which can record nothing more. */
  synchronized Optional<Work> seize() {
    Optional<Work> seized = work;
    seized.ifPresent(w -> w.journal().revoke());
    work = Optional.empty();
    return seized;
  }
}
