package org.countersign.personalization.issue;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuanceJournal.Entry;
import org.countersign.personalization.plan.FieldFailure;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.personalization.signing.DocumentVerifier.Check;

/**
 * The second half of a card's way, the same whether it was written in one go or gone on with: it is
 * read back, made valid, and inspected by somebody who did not make it.
 */
final class Completing {

  /** How often a card is read before it is in doubt whether it can be. */
  private static final int INSPECTIONS = 3;

  private final CardAtWork work;
  private final Contents contents;

  /**
   * What the card must hold.
   *
   * @param verdict on it, worked out while the chip is read back
   */
  private record Contents(
      SortedMap<String, Bytes> files, Ahead<DocumentVerifier.Verdict> verdict) {}

  /**
   * Begins to verify what the card must hold.
   *
   * @param run knows the signed object
   */
  Completing(CardAtWork work, PlanRun run) throws FieldFailure {
    this.work = work;
    SortedMap<String, Bytes> files = run.contents();
    this.contents =
        new Contents(
            files,
            Ahead.begin(
                work.ports().beside(),
                "verify-" + work.jobId(),
                () -> work.ports().inspection().verdict(work.profile(), files)));
  }

  void readBack(PlanRun run, List<Step> steps) throws DeviceException, StepFailure, FieldFailure {
    run.run(steps);
    work.clock().finished("read-back");
  }

  /**
   * Makes the card valid.
   *
   * @return the inspected card if it was not certain whether the activating command arrived; empty
   *     if it did, and the card is to be inspected
   */
  Optional<IssuedCard> activate(PlanRun run, List<Step> steps, Progress progress)
      throws IssuanceException {
    try {
      work.journal()
          .begin(
              List.of(
                  new Entry(JobState.READ_BACK, Map.of()),
                  new Entry(JobState.ACTIVATING, attempt(steps))));
      run.run(steps);
      // Nothing that follows changes the card: the record is awaited after the inspection.
      work.journal().begin(JobState.ACTIVATED, work.chipFact());
      work.clock().finished("activate");
      return Optional.empty();
    } catch (DeviceException | StepFailure | FieldFailure e) {
      return Optional.of(probe(e, progress));
    }
  }

  /** Says beforehand if the card's keys are used once more, since a cut may spend a try there. */
  private static Map<String, String> attempt(List<Step> steps) {
    return steps.stream()
            .anyMatch(step ->
                step instanceof Step.OpenScp03 || step instanceof Step.ExternalAuthentication)
        ? Map.of(IssuanceJournal.ATTEMPT, IssuanceJournal.Keys.PERSONALIZATION.name())
        : Map.of();
  }

  /** The activating command may or may not have arrived: only the card can tell. */
  private IssuedCard probe(Exception cause, Progress progress) throws IssuanceException {
    IssuanceException failed = IssuanceFailures.of(progress, cause);
    if (!progress.mayBeActive()) {
      throw failed;
    }
    Inspection.Report report;
    try {
      report = inspect();
    } catch (DeviceException | InspectionException e) {
      failed.addSuppressed(e);
      throw failed;
    }
    if (!isAsPlanned(report)) {
      throw failed;
    }
    return activated(report);
  }

  /** Enters that the card is valid, of which its inspection is the proof. */
  IssuedCard activated(Inspection.Report report) throws IssuanceException {
    try {
      work.journal().enter(JobState.ACTIVATED, work.chipFact());
    } catch (UncheckedIOException e) {
      throw notRecorded(e);
    }
    work.clock().finished("activate");
    return issued(report);
  }

  private IssuanceException notRecorded(UncheckedIOException cause) {
    return new IssuanceException(
        CardState.IN_DOUBT,
        null,
        "job " + work.jobId() + ": the card is active, but that could not be recorded",
        cause);
  }

  IssuedCard inspectActivated() throws IssuanceException {
    try {
      Inspection.Report report = inspect();
      work.journal().settle();
      return issued(report);
    } catch (UncheckedIOException e) {
      throw notRecorded(e);
    } catch (DeviceException e) {
      throw new IssuanceException(
          CardState.IN_DOUBT, e.fault(), "inspection of the active card: " + e.getMessage(), e);
    } catch (InspectionException e) {
      throw new IssuanceException(
          CardState.IN_DOUBT, null, "inspection of the active card: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the card as an inspector does. An inspection changes nothing and begins with a cold
   * reset, so what the line lost is asked again before a good card is put aside.
   */
  private Inspection.Report inspect() throws DeviceException, InspectionException {
    for (int left = INSPECTIONS; ; left--) {
      try {
        return inspectOnce(new Progress(false));
      } catch (DeviceException e) {
        if (left == 1 || !ofTheLine(e.fault())) {
          throw e;
        }
      }
    }
  }

  private static boolean ofTheLine(Fault fault) {
    return fault == Fault.COMMUNICATION || fault == Fault.TIMEOUT;
  }

  /**
   * The verdict on what the card must hold counts for one that holds these very bytes; any other is
   * verified as it was read.
   *
   * @param progress whether a try of the inspector's keys may be spent
   */
  Inspection.Report inspectOnce(Progress progress) throws DeviceException, InspectionException {
    Inspection inspection = work.ports().inspection();
    try {
      return inspection.inspect(
          work.profile(),
          AccessSecrets.of(work.plan(), work.keys()),
          work.met().contact(),
          work.met().counting(),
          progress,
          files ->
              files.equals(contents.files())
                  ? contents.verdict().get()
                  : inspection.verdict(work.profile(), files));
    } catch (RuntimeException e) {
      throw new DeviceException(
          Fault.DRIVER_BUG, Effect.UNKNOWN, "", "inspection failed with " + e, e);
    }
  }

  /** Whether it was read from this very chip and is what was planned, byte by byte. */
  boolean isAsPlanned(Inspection.Report report) {
    return sameChip(report) && report.files().equals(contents.files());
  }

  private boolean sameChip(Inspection.Report report) {
    return report.chipId().equals(work.met().number().toHex());
  }

  IssuedCard issued(Inspection.Report report) {
    work.clock().finished("inspect");
    boolean equal = report.files().equals(contents.files());
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "chip",
            sameChip(report),
            sameChip(report) ? "the chip that was written" : "another chip was put in its place"));
    checks.add(
        new Check(
            "content",
            equal,
            equal
                ? report.files().size() + " files as planned"
                : "files read are not those planned"));
    checks.addAll(report.verdict().checks());
    return new IssuedCard(
        work.met().number().toHex(),
        work.met().counting().apdus(),
        work.met().counting().bytes(),
        work.clock().steps(),
        new DocumentVerifier.Verdict(checks));
  }
}
