package org.countersign.personalization.issue;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceJournal.Entry;
import org.countersign.personalization.plan.FieldFailure;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.SigningException;

/** One blank on its way through the phases of its profile. */
final class Issuing {

  private final CardAtWork work;
  private final Plan plan;
  private final Profile profile;
  private final IssuanceJournal journal;
  private final StepClock clock;
  private final Progress progress;
  private final CardFacts facts;

  Issuing(CardAtWork work) {
    this.work = work;
    this.plan = work.plan();
    this.profile = work.profile();
    this.journal = work.journal();
    this.clock = work.clock();
    this.progress = work.progress();
    this.facts = work.facts();
  }

  IssuedCard run() throws IssuanceException {
    Completing completing;
    try (LiveSession session = work.session(facts, progress)) {
      PlanRun run = plan.on(facts, session);
      open(run);
      sign(run, authenticate(run));
      write(run);
      completing = new Completing(work, run);
      completing.readBack(run, profile.phases().readBack());
      Optional<IssuedCard> probed = completing.activate(run, profile.phases().activate(), progress);
      if (probed.isPresent()) {
        return probed.get();
      }
    } catch (DeviceException | StepFailure | FieldFailure e) {
      throw IssuanceFailures.of(progress, e);
    } catch (UncheckedIOException e) {
      throw IssuanceFailures.notRecorded(work.jobId(), progress, e);
    } catch (RuntimeException e) {
      throw new IssuanceException(
          progress.cardState(), null, "job " + work.jobId() + ": " + e.getMessage(), e);
    }
    return completing.inspectActivated();
  }

  private void open(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    try {
      run.run(profile.phases().open());
    } catch (StepFailure e) {
      throw IssuanceFailures.noBlank(profile, e);
    }
    clock.finished("open");
  }

  /**
   * The states OPENED and AUTHENTICATING, and the steps of the latter.
   *
   * @return the signature if it could be begun while the chip was at work: only when it has
   *     accepted our keys, since a foreign card must cost no signature, and only over what depends
   *     on no card, since the job may have to go to another one
   */
  private Optional<Signing> authenticate(PlanRun run)
      throws DeviceException, StepFailure, FieldFailure {
    journal.begin(
        List.of(
            new Entry(
                JobState.OPENED,
                Map.of("chip", facts.chipId().toHex(), "plan", plan.hash().toHex())),
            new Entry(JobState.AUTHENTICATING, work.chipFact())));
    List<Step> steps = profile.phases().authenticate();
    int accepted = authenticated(steps);
    run.run(steps.subList(0, accepted));
    Optional<Signing> signing =
        accepted == 0
            ? Optional.empty()
            : plan.dataGroups().map(groups -> begin(groups, Signing.Bound.TO_NO_CHIP));
    try {
      run.run(steps.subList(accepted, steps.size()));
    } finally {
      signing.ifPresent(Signing::await);
    }
    clock.finished("authenticate");
    return signing;
  }

  /** Number of steps up to the last one in which the chip has to accept our keys. */
  private static int authenticated(List<Step> steps) {
    int count = steps.size();
    while (count > 0
        && !(steps.get(count - 1) instanceof Step.OpenScp03)
        && !(steps.get(count - 1) instanceof Step.ExternalAuthentication)) {
      count--;
    }
    return count;
  }

  private Signing begin(SortedMap<Integer, Bytes> dataGroups, Signing.Bound bound) {
    return Signing.begin(
        work.ports(),
        new DocumentSigner.Request(work.jobId(), plan.serial(), plan.suite(), dataGroups),
        plan,
        bound,
        journal);
  }

  private void sign(PlanRun run, Optional<Signing> begun) throws FieldFailure, IssuanceException {
    if (profile.signing().isPresent()) {
      Signing signing =
          begun.isPresent()
              ? begun.get()
              : begin(
                  run.dataGroups(),
                  plan.dataGroups().isPresent()
                      ? Signing.Bound.TO_NO_CHIP
                      : Signing.Bound.TO_THIS_CHIP);
      try {
        facts.signedObject(signing.efSod());
      } catch (SigningException e) {
        throw new IssuanceException(progress.cardState(), null, "signature: " + e.getMessage(), e);
      }
    }
    clock.finished("sign");
  }

  private void write(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    journal.begin(JobState.WRITING, Map.of("plan", plan.hash().toHex()));
    run.run(profile.phases().write());
    clock.finished("write");
  }
}
