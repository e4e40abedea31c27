package org.countersign.station.issuing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.Beside;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.jobs.Jobs;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.ledger.LedgerException;
import org.countersign.station.ledger.SealedApplication;

/** The station's jobs, over the ledger. */
public final class StationJobs implements Jobs {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int MOST_LISTED = 1_000;

  private final Ledger ledger;
  private final CardProducts products;
  private final WaitingJobs waiting;
  private final int mostWaiting;
  private final Beside beside;

  /**
   * Puts the jobs that wait in the ledger in line.
   *
   * @param mostWaiting beyond it new jobs are answered {@link Submission.Busy}
   */
  public StationJobs(Ledger ledger, CardProducts products, WaitingJobs waiting, int mostWaiting) {
    this(ledger, products, waiting, mostWaiting, Beside.threads());
  }

  /**
   * The same.
   *
   * @param beside begins the sealing of an application
   */
  public StationJobs(
      Ledger ledger, CardProducts products, WaitingJobs waiting, int mostWaiting, Beside beside) {
    this.ledger = ledger;
    this.products = products;
    this.waiting = waiting;
    this.mostWaiting = mostWaiting;
    this.beside = beside;
    ledger.waiting().forEach(waiting::add);
  }

  @Override
  public Submission submit(String id, Application application) {
    if (!ID.matcher(id).matches()) {
      return new Submission.Refused(
          List.of(new FieldProblem("id", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -")));
    }
    Optional<Ledger.Acceptance> known = ledger.accepted(id, application);
    if (known.isPresent()) {
      return answer(known.get());
    }
    // Before the trial: with a clock that is wrong good dates look false.
    Optional<String> hold = ledger.hold();
    if (hold.isPresent()) {
      return new Submission.Busy(hold.get());
    }
    // Beside the trial, since somebody waits; of a refused application nothing is kept.
    CompletableFuture<SealedApplication> sealing =
        CompletableFuture.supplyAsync(
            () -> ledger.seal(id, application), task -> beside.begin("seal-" + id, task));
    return switch (products.tryOut(id, application)) {
      case CardProducts.Trial.Bad bad -> new Submission.Refused(bad.problems());
      case CardProducts.Trial.NotNow later -> new Submission.Busy(later.reason());
      case CardProducts.Trial.Good good -> accept(id, application, good.suite(), sealing.join());
    };
  }

  private Submission accept(
      String id, Application application, String suite, SealedApplication sealed) {
    Optional<String> hold = ledger.hold(application.profile()).or(() -> products.objection(suite));
    if (hold.isPresent()) {
      return new Submission.Busy(hold.get());
    }
    if (waiting.size() >= mostWaiting) {
      return new Submission.Busy(
          mostWaiting + " jobs are waiting already, the most this station takes: try again later");
    }
    try {
      return answer(ledger.accept(id, application, suite, sealed));
    } catch (LedgerException e) {
      return new Submission.Busy(String.valueOf(e.getMessage()));
    }
  }

  private Submission answer(Ledger.Acceptance acceptance) {
    return switch (acceptance) {
      case Ledger.Acceptance.Recorded recorded -> {
        waiting.add(recorded.waiting());
        yield new Submission.Accepted(recorded.job(), false);
      }
      case Ledger.Acceptance.Same same -> new Submission.Accepted(same.job(), true);
      case Ledger.Acceptance.Other other -> new Submission.Conflict(other.job());
    };
  }

  @Override
  public Optional<JobRecord> find(String id) {
    return ledger.find(id);
  }

  @Override
  public List<JobRecord> list(Optional<String> after, int limit, Set<JobState> states) {
    return ledger.list(after, Math.clamp(limit, 1, MOST_LISTED), states);
  }

  @Override
  public Cancellation cancel(String id) {
    Optional<JobRecord> job = ledger.cancel(id);
    if (job.isEmpty()) {
      return new Cancellation.Unknown();
    }
    if (job.get().state() != JobState.VOID) {
      return new Cancellation.TooLate(job.get());
    }
    waiting.remove(id);
    return new Cancellation.Done(job.get());
  }
}
