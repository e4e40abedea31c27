package org.countersign.personalization.issue;

import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.personalization.JobState;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.plan.FieldFailure;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.personalization.signing.DocumentVerifier.Check;
import org.countersign.personalization.signing.SigningException;

/** One card on its way through the phases of its profile. */
final class Issuing {

  private final CardIssuance.Ports ports;
  private final String jobId;
  private final Plan plan;
  private final Profile profile;
  private final ChipContact contact;
  private final CountingChip chip;
  private final IssuanceJournal journal;
  private final StepClock clock;
  private final Progress progress = new Progress();
  private final CardFacts facts;

  Issuing(
      CardIssuance.Ports ports,
      String jobId,
      Plan plan,
      ChipContact contact,
      CountingChip chip,
      IssuanceJournal journal) {
    this.ports = ports;
    this.jobId = jobId;
    this.plan = plan;
    this.profile = plan.profile();
    this.contact = contact;
    this.chip = chip;
    this.journal = journal;
    this.clock = new StepClock(ports.nanoTime());
    this.facts = new CardFacts(ports.keys());
  }

  IssuedCard run() throws IssuanceException {
    ChipConnection connection = powerOn();
    SortedMap<String, Bytes> contents;
    try (LiveSession session =
        new LiveSession(chip, profile.card(), connection, facts, progress, journal::settle)) {
      PlanRun run = plan.on(facts, session);
      open(run, connection);
      authenticate(run);
      sign(run);
      contents = run.contents();
      write(run);
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

  private ChipConnection powerOn() throws IssuanceException {
    try {
      return contact.powerOn(ports.exchangeLimit());
    } catch (DeviceException e) {
      CardState state =
          switch (e.fault()) {
            case CARD_MISSING, CARD_TAKEN -> CardState.NONE;
            case CARD_MUTE -> CardState.QUARANTINED;
            default -> CardState.BLANK;
          };
      throw new IssuanceException(state, e.fault(), "power on: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IssuanceException(
          CardState.BLANK, Fault.DRIVER_BUG, "power on: the driver failed with " + e, e);
    }
  }

  private void open(PlanRun run, ChipConnection connection)
      throws DeviceException, StepFailure, FieldFailure {
    Bytes atr = Bytes.of(connection.answerToReset());
    if (profile.card().match().map(m -> !m.matches(atr)).orElse(false)) {
      throw new StepFailure(
          StepFailure.Reason.DATA,
          null,
          "answer to reset %s: not a card of profile %s".formatted(atr.toHex(), profile.id()));
    }
    try {
      facts.chipId(run.readChipId());
      run.run(profile.phases().open());
    } catch (StepFailure e) {
      // A status word alone tells a clerk nothing of the card that lies there.
      throw new StepFailure(
          e.reason(),
          e.statusWord().orElse(null),
          e.getMessage() + "; so it is no blank of profile " + profile.id());
    }
    journal.begin(
        JobState.OPENED, Map.of("chip", facts.chipId().toHex(), "plan", plan.hash().toHex()));
    clock.finished("open");
  }

  private void authenticate(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    journal.begin(JobState.AUTHENTICATING, chipFact());
    run.run(profile.phases().authenticate());
    clock.finished("authenticate");
  }

  private Map<String, String> chipFact() {
    return Map.of("chip", facts.chipId().toHex());
  }

  private void sign(PlanRun run) throws FieldFailure, IssuanceException {
    if (profile.signing().isPresent()) {
      DocumentSigner.Request request =
          new DocumentSigner.Request(jobId, plan.serial(), plan.suite(), run.dataGroups());
      Bytes efSod = signed(request);
      facts.signedObject(efSod);
      journal.begin(JobState.SIGNED, Map.of("signed", digest(efSod)));
    }
    clock.finished("sign");
  }

  private Bytes signed(DocumentSigner.Request request) throws IssuanceException {
    try {
      Bytes efSod = ports.signer().sign(request).efSod();
      int planned = plan.fileSizes().getOrDefault(signedFile(), 0);
      if (efSod.size() > planned) {
        throw new SigningException(
            "the signed object is %d bytes; the plan has room for %d"
                .formatted(efSod.size(), planned));
      }
      return efSod;
    } catch (SigningException e) {
      throw new IssuanceException(
          progress.cardState(CardState.BLANK), null, "signature: " + e.getMessage(), e);
    }
  }

  private String signedFile() {
    return profile.signing().map(Profile.Signing::file).orElse("");
  }

  private static String digest(Bytes object) {
    try {
      return Bytes.of(MessageDigest.getInstance("SHA-256").digest(object.toArray())).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void write(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    journal.begin(JobState.WRITING, Map.of("plan", plan.hash().toHex()));
    run.run(profile.phases().write());
    clock.finished("write");
  }

  private void readBack(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    run.run(profile.phases().readBack());
    journal.begin(JobState.READ_BACK, Map.of());
    clock.finished("read-back");
  }

  private void activate(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    journal.begin(JobState.ACTIVATING, Map.of());
    run.run(profile.phases().activate());
    // Nothing that follows changes the card: the record is awaited after the inspection.
    journal.begin(JobState.ACTIVATED, chipFact());
    clock.finished("activate");
  }

  /** The activating command may or may not have arrived: only the card can tell. */
  private IssuedCard probe(SortedMap<String, Bytes> contents, Exception cause)
      throws IssuanceException {
    if (!progress.mayBeActive()) {
      throw failed(cause);
    }
    Inspection.Report report;
    try {
      report = inspect();
    } catch (DeviceException | InspectionException e) {
      IssuanceException doubt = failed(cause);
      doubt.addSuppressed(e);
      throw doubt;
    }
    if (!sameChip(report) || !report.files().equals(contents)) {
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

  private IssuedCard inspectActivated(SortedMap<String, Bytes> contents) throws IssuanceException {
    try {
      Inspection.Report report = inspect();
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

  private Inspection.Report inspect() throws DeviceException, InspectionException {
    try {
      return ports
          .inspection()
          .inspect(profile, AccessSecrets.of(plan, ports.keys()), contact, chip);
    } catch (RuntimeException e) {
      throw new DeviceException(
          Fault.DRIVER_BUG, Effect.UNKNOWN, "", "inspection failed with " + e, e);
    }
  }

  private boolean sameChip(Inspection.Report report) {
    return report.chipId().equals(facts.chipId().toHex());
  }

  private IssuedCard issued(Inspection.Report report, SortedMap<String, Bytes> contents) {
    clock.finished("inspect");
    boolean equal = report.files().equals(contents);
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
        chip.apdus(),
        chip.bytes(),
        clock.steps(),
        new DocumentVerifier.Verdict(checks));
  }

  private IssuanceException failed(Exception cause) {
    String message = String.valueOf(cause.getMessage());
    return switch (cause) {
      case DeviceException e ->
          new IssuanceException(progress.cardState(CardState.BLANK), e.fault(), message, e);
      case StepFailure e -> {
        boolean ours = e.reason() == StepFailure.Reason.KEY_MISSING;
        CardState untouched = ours ? CardState.BLANK : CardState.QUARANTINED;
        yield new IssuanceException(progress.cardState(untouched), null, message, e);
      }
      default -> new IssuanceException(progress.cardState(CardState.BLANK), null, message, cause);
    };
  }
}
