package org.countersign.station.lanes;

import java.util.Optional;
import org.countersign.station.issuing.WaitingJobs.Taken;
import org.countersign.station.ledger.JobJournal;

/** What a device's thread is working on, for whoever has to clear up after it. */
final class CardInHand {

  /** A job and where its work is written down. */
  record Work(Taken job, JobJournal journal) {}

  private Optional<Work> work = Optional.empty();

  synchronized void take(Taken job, JobJournal journal) {
    work = Optional.of(new Work(job, journal));
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
