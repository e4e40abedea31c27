package org.countersign.personalization.issue;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.issue.IssuanceJournal.Keys;
import org.countersign.personalization.plan.FieldFailure;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.InspectionRules;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ResumeWay;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;
import org.jspecify.annotations.Nullable;

/**
 * A card whose work was cut off, met again: it is read first if it may be valid, and otherwise gone
 * on with in the first of the profile's ways whose keys it accepts. The device's thread.
 */
final class Resuming {

  private final CardAtWork work;
  private final Interrupted standing;
  private final Plan plan;
  private final Profile profile;
  private final IssuanceJournal journal;
  private Bytes signed = Bytes.empty();

  /** Why no way was gone so far. */
  private @Nullable StepFailure refusal;

  /** Whether it was the keys that the card refused in every way. */
  private boolean refusedOnly = true;

  Resuming(CardAtWork work, Interrupted standing) {
    this.work = work;
    this.standing = standing;
    this.plan = work.plan();
    this.profile = work.profile();
    this.journal = work.journal();
  }

  IssuedCard run() throws IssuanceException {
    signed = signedBefore();
    if (standing.mayBeActive()) {
      Optional<IssuedCard> active = active();
      if (active.isPresent()) {
        return active.get();
      }
    }
    for (ResumeWay way : ways()) {
      Optional<IssuedCard> issued = goOn(way);
      if (issued.isPresent()) {
        return issued.get();
      }
    }
    throw nothingHelped();
  }

  /** Keys that the card has refused are never tried again: that would spend a try for nothing. */
  private List<ResumeWay> ways() {
    return profile.resume().stream()
        .filter(way -> standing.mayBeActive() || !way.afterActivating())
        .filter(way -> !standing.refused().contains(way.name()))
        .toList();
  }

  /** The signer gives the job's one signature again. */
  private Bytes signedBefore() throws IssuanceException {
    if (profile.signing().isEmpty()) {
      return Bytes.empty();
    }
    CardFacts facts = work.facts();
    try (LiveSession session = work.session(facts, Progress.resumed())) {
      DocumentSigner.Request request =
          new DocumentSigner.Request(
              work.jobId(), plan.serial(), plan.suite(), plan.on(facts, session).dataGroups());
      return Signing.signed(work.ports().signer(), request, plan);
    } catch (SigningException e) {
      throw inDoubt(null, "signature: " + e.getMessage(), e);
    } catch (FieldFailure | RuntimeException e) {
      throw inDoubt(null, "what the card must hold: " + e.getMessage(), e);
    }
  }

  private CardFacts facts() {
    CardFacts facts = work.facts();
    facts.signedObject(signed);
    return facts;
  }

  /**
   * Reads a card that may be valid.
   *
   * @return empty if it does not open as a valid card
   */
  private Optional<IssuedCard> active() throws IssuanceException {
    CardFacts facts = facts();
    try (LiveSession session = work.session(facts, Progress.resumed())) {
      Completing completing = new Completing(work, plan.on(facts, session));
      Optional<Inspection.Report> report = inspect(completing);
      if (report.isEmpty()) {
        return Optional.empty();
      }
      if (!completing.isAsPlanned(report.get()) || !report.get().verdict().good()) {
        // The verdict says what is wrong; a card that is not as planned is never entered as valid.
        return Optional.of(completing.issued(report.get()));
      }
      return Optional.of(completing.activated(report.get()));
    } catch (FieldFailure | RuntimeException e) {
      throw inDoubt(null, "what the card must hold: " + e.getMessage(), e);
    }
  }

  private Optional<Inspection.Report> inspect(Completing completing) throws IssuanceException {
    boolean counted = inspectionSpendsTries();
    if (counted && !journal.attempt(Keys.INSPECTION)) {
      throw inDoubt(
          null,
          "it may be valid, but was read in vain so often that its reading key may be blocked by"
              + " one more try: send it to the centre",
          null);
    }
    Progress progress = new Progress(false);
    try {
      return Optional.of(completing.inspectOnce(progress));
    } catch (DeviceException e) {
      throw inDoubt(e.fault(), "reading the card that may be valid: " + e.getMessage(), e);
    } catch (InspectionException e) {
      return Optional.empty();
    } finally {
      if (counted && !progress.triesAtRisk()) {
        journal.attempted(Keys.INSPECTION, new AttemptOutcome.Accepted());
      }
    }
  }

  /** Basic access control counts no tries (ICAO 9303-11, 4.3). */
  private boolean inspectionSpendsTries() {
    InspectionRules rules = profile.inspection();
    return !(rules.access() instanceof InspectionRules.Bac)
        && rules.steps().stream().anyMatch(s -> s.effect() == Step.EffectClass.AUTHENTICATES);
  }

  /**
   * Tries one way.
   *
   * @return empty if the card does not accept its keys
   */
  private Optional<IssuedCard> goOn(ResumeWay way) throws IssuanceException {
    meetAgain();
    Progress progress = Progress.resumed();
    CardFacts facts = facts();
    Completing completing;
    try (LiveSession session = work.session(facts, progress)) {
      PlanRun run = plan.on(facts, session);
      if (!opened(way, run, progress)) {
        return Optional.empty();
      }
      completing = new Completing(work, run);
      if (way.writes()) {
        journal.begin(JobState.WRITING, Map.of("plan", plan.hash().toHex()));
        run.restore(way);
        work.clock().finished("write");
      }
      completing.readBack(run, way.readBack(profile));
      Optional<IssuedCard> probed = completing.activate(run, way.activate(profile), progress);
      if (probed.isPresent()) {
        return probed;
      }
    } catch (DeviceException e) {
      throw new IssuanceException(
          progress.cardState(), e.fault(), String.valueOf(e.getMessage()), e);
    } catch (StepFailure | FieldFailure e) {
      throw new IssuanceException(progress.cardState(), null, String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw new IssuanceException(
          progress.cardState(),
          null,
          "job "
              + work.jobId()
              + ": its record could not be made durable, so the card was left alone",
          e);
    }
    return Optional.of(completing.inspectActivated());
  }

  private void meetAgain() throws IssuanceException {
    try {
      work.met().meetAgain(profile, work.ports().keys());
    } catch (IssuanceException e) {
      throw inDoubt(e.fault().orElse(null), String.valueOf(e.getMessage()), e);
    }
  }

  private boolean opened(ResumeWay way, PlanRun run, Progress progress)
      throws DeviceException, StepFailure, FieldFailure, IssuanceException {
    if (!journal.attempt(Keys.PERSONALIZATION)) {
      throw triesUsedUp();
    }
    AttemptOutcome outcome = new AttemptOutcome.Accepted();
    try {
      run.run(way.authenticate());
      return true;
    } catch (StepFailure e) {
      if (e.reason() == StepFailure.Reason.KEY_MISSING) {
        outcome = new AttemptOutcome.Unspent();
        throw e;
      }
      refusal = e;
      refusedOnly &= isRefusal(e);
      outcome =
          progress.triesAtRisk()
              ? new AttemptOutcome.Refused(way.name())
              : new AttemptOutcome.Unspent();
      return false;
    } catch (DeviceException | FieldFailure | RuntimeException e) {
      outcome = new AttemptOutcome.Unspent();
      throw e;
    } finally {
      if (!progress.triesAtRisk() || outcome instanceof AttemptOutcome.Refused) {
        journal.attempted(Keys.PERSONALIZATION, outcome);
      }
    }
  }

  private static boolean isRefusal(StepFailure e) {
    return e.reason() == StepFailure.Reason.REFUSED || e.reason() == StepFailure.Reason.WRONG_KEYS;
  }

  private IssuanceException triesUsedUp() {
    String tries =
        "so many tries of its keys may be spent that one more could block them, so none was made";
    return standing.mayBeActive()
        ? inDoubt(null, "it may be valid, and " + tries + ": send it to the centre", null)
        : new IssuanceException(CardState.QUARANTINED, null, tries);
  }

  private IssuanceException nothingHelped() {
    String why = refusal == null ? "its profile has no way to go on" : refusal.getMessage();
    return standing.mayBeActive()
        ? inDoubt(
            null,
            "it does not open as a valid card, nor as one to go on with ("
                + why
                + "): send it to the centre",
            refusal)
        : new IssuanceException(
            refusedOnly ? CardState.SPOILED : CardState.UNFINISHED,
            null,
            "the half-written card cannot be gone on with: " + why,
            refusal);
  }

  private static IssuanceException inDoubt(
      @Nullable Fault fault, String message, @Nullable Exception cause) {
    return new IssuanceException(CardState.IN_DOUBT, fault, message, cause);
  }
}
