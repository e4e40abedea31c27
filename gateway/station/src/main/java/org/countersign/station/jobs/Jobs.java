package org.countersign.station.jobs;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;

/** The station's jobs. Any thread but an event loop: answers wait for the ledger. */
public interface Jobs {

  /**
   * Takes an application. Idempotent by id: the same id with the same application answers like the
   * first time. Nothing is recorded unless the answer is {@link Submission.Accepted}.
   *
   * @param id 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}
   */
  Submission submit(String id, Application application);

  /** One job. */
  Optional<JobRecord> find(String id);

  /**
   * Jobs in the order of their acceptance.
   *
   * @param after id of the job before the first one wanted
   * @param limit at most so many, 1 to 1,000
   * @param states only these; empty for all
   */
  List<JobRecord> list(Optional<String> after, int limit, Set<JobState> states);

  /** Ends a job that has touched no card. */
  Cancellation cancel(String id);

  /** Answer to a submission. */
  sealed interface Submission {
    /** It is durable. {@code replayed} if it was before. */
    record Accepted(JobRecord job, boolean replayed) implements Submission {}

    /** The id belongs to another application. */
    record Conflict(JobRecord existing) implements Submission {}

    /** Something is wrong with it. Every problem there is. */
    record Refused(List<FieldProblem> problems) implements Submission {}

    /** The station cannot take it now. */
    record Busy(String reason) implements Submission {}
  }

  /** Answer to a cancellation. */
  sealed interface Cancellation {
    /** It is void, now or already before. */
    record Done(JobRecord job) implements Cancellation {}

    /** A card is being written, or was. */
    record TooLate(JobRecord job) implements Cancellation {}

    /** There is no such job. */
    record Unknown() implements Cancellation {}
  }
}
