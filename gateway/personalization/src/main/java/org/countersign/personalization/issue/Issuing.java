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
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.personalization.signing.DocumentVerifier.Check;
import org.countersign.personalization.signing.SigningException;

/** One card on its way through the phases of its profile. */
final class Issuing {

  /** How often a card is read before it is in doubt whether it can be. */
  private static final int INSPECTIONS = 3;

  private final CardIssuance.Ports ports;
  private final String jobId;
  private final Plan plan;
  private final Profile profile;
  private final MetChip met;
  private final IssuanceJournal journal;
  private final StepClock clock;
  private final Progress progress = new Progress();
  private final CardFacts facts;

  Issuing(CardIssuance.Ports ports, String jobId, Plan plan, MetChip met, IssuanceJournal journal) {
    this.ports = ports;
    this.jobId = jobId;
    this.plan = plan;
    this.profile = plan.profile();
    this.met = met;
    this.journal = journal;
    this.clock = met.clock();
    this.facts = new CardFacts(ports.keys());
  }

  IssuedCard run() throws IssuanceException {
    Contents contents;
    try (LiveSession session =
        new LiveSession(
            met.counting(), profile.card(), met.connection(), facts, progress, journal::settle)) {
      PlanRun run = plan.on(facts, session);
      open(run);
      sign(run, authenticate(run));
      write(run);
      contents = contents(run);
      readBack(run);
      try {
        activate(run);
      } catch (DeviceException | StepFailure | FieldFailure e) {
        return probe(contents, e);
      }
    } catch (DeviceException | StepFailure | FieldFailure e) {
      throw failed(e);
    } catch (UncheckedIOException e) {
      throw new IssuanceException(
          progress.cardState(CardState.BLANK),
          null,
          "job " + jobId + ": its record could not be made durable, so the card was left alone",
          e);
    } catch (RuntimeException e) {
      throw new IssuanceException(
          progress.cardState(CardState.BLANK), null, "job " + jobId + ": " + e.getMessage(), e);
    }
    return inspectActivated(contents);
  }

  private void open(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    facts.chipId(met.number());
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
            new Entry(JobState.AUTHENTICATING, chipFact())));
    List<Step> steps = profile.phases().authenticate();
    int accepted = authenticated(steps);
    run.run(steps.subList(0, accepted));
    Optional<Signing> signing =
        accepted == 0 ? Optional.empty() : plan.dataGroups().map(this::begin);
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

  private Signing begin(SortedMap<Integer, Bytes> dataGroups) {
    return Signing.begin(
        ports,
        new DocumentSigner.Request(jobId, plan.serial(), plan.suite(), dataGroups),
        plan,
        journal);
  }

  private Map<String, String> chipFact() {
    return Map.of("chip", facts.chipId().toHex());
  }

  private void sign(PlanRun run, Optional<Signing> begun) throws FieldFailure, IssuanceException {
    if (profile.signing().isPresent()) {
      Signing signing = begun.isPresent() ? begun.get() : begin(run.dataGroups());
      try {
        facts.signedObject(signing.efSod());
      } catch (SigningException e) {
        throw new IssuanceException(
            progress.cardState(CardState.BLANK), null, "signature: " + e.getMessage(), e);
      }
    }
    clock.finished("sign");
  }

  private void write(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    journal.begin(JobState.WRITING, Map.of("plan", plan.hash().toHex()));
    run.run(profile.phases().write());
    clock.finished("write");
  }

  /**
   * What the card must hold.
   *
   * @param verdict on it, worked out while the chip is read back
   */
  private record Contents(
      SortedMap<String, Bytes> files, Ahead<DocumentVerifier.Verdict> verdict) {}

  private Contents contents(PlanRun run) throws FieldFailure {
    SortedMap<String, Bytes> files = run.contents();
    return new Contents(
        files,
        Ahead.begin(
            ports.beside(), "verify-" + jobId, () -> ports.inspection().verdict(profile, files)));
  }

  private void readBack(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    run.run(profile.phases().readBack());
    clock.finished("read-back");
  }

  private void activate(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    journal.begin(
        List.of(new Entry(JobState.READ_BACK, Map.of()), new Entry(JobState.ACTIVATING, Map.of())));
    run.run(profile.phases().activate());
    // Nothing that follows changes the card: the record is awaited after the inspection.
    journal.begin(JobState.ACTIVATED, chipFact());
    clock.finished("activate");
  }

  /** The activating command may or may not have arrived: only the card can tell. */
  private IssuedCard probe(Contents contents, Exception cause) throws IssuanceException {
    if (!progress.mayBeActive()) {
      throw failed(cause);
    }
    Inspection.Report report;
    try {
      report = inspect(contents);
    } catch (DeviceException | InspectionException e) {
      IssuanceException doubt = failed(cause);
      doubt.addSuppressed(e);
      throw doubt;
    }
    if (!sameChip(report) || !report.files().equals(contents.files())) {
      throw failed(cause);
    }
    enterActivated();
    clock.finished("activate");
    return issued(report, contents);
  }

  private void enterActivated() throws IssuanceException {
    try {
      journal.enter(JobState.ACTIVATED, chipFact());
    } catch (UncheckedIOException e) {
      throw notRecorded(e);
    }
  }

  private IssuanceException notRecorded(UncheckedIOException cause) {
    return new IssuanceException(
        CardState.IN_DOUBT,
        null,
        "job " + jobId + ": the card is active, but that could not be recorded",
        cause);
  }

  private IssuedCard inspectActivated(Contents contents) throws IssuanceException {
    try {
      Inspection.Report report = inspect(contents);
      journal.settle();
      return issued(report, contents);
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
  private Inspection.Report inspect(Contents contents) throws DeviceException, InspectionException {
    for (int left = INSPECTIONS; ; left--) {
      try {
        return inspectOnce(contents);
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
   */
  private Inspection.Report inspectOnce(Contents contents)
      throws DeviceException, InspectionException {
    Inspection inspection = ports.inspection();
    try {
      return inspection.inspect(
          profile,
          AccessSecrets.of(plan, ports.keys()),
          met.contact(),
          met.counting(),
          files ->
              files.equals(contents.files())
                  ? contents.verdict().get()
                  : inspection.verdict(profile, files));
    } catch (RuntimeException e) {
      throw new DeviceException(
          Fault.DRIVER_BUG, Effect.UNKNOWN, "", "inspection failed with " + e, e);
    }
  }

  private boolean sameChip(Inspection.Report report) {
    return report.chipId().equals(facts.chipId().toHex());
  }

  private IssuedCard issued(Inspection.Report report, Contents contents) {
    clock.finished("inspect");
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
        facts.chipId().toHex(),
        met.counting().apdus(),
        met.counting().bytes(),
        clock.steps(),
        new DocumentVerifier.Verdict(checks));
  }

  private IssuanceException failed(Exception cause) {
    return IssuanceFailures.of(progress, cause);
  }
}
