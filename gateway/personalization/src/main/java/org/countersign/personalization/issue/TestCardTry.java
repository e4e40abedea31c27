package org.countersign.personalization.issue;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.countersign.personalization.plan.FieldFailure;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.plan.PlanRun;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.Step;

/** One test card on its way through the phases of its profile. The device's thread. */
final class TestCardTry {

  private final TestCardRun.Ports ports;
  private final Profile profile;
  private final MetChip chip;
  private final TestCardJournal journal;
  private final Progress progress = new Progress(true);
  private String step = "plan";
  private boolean keysRefused;

  /** Of a chip that was met, and is a test card of that profile. */
  TestCardTry(TestCardRun.Ports ports, Profile profile, MetChip chip, TestCardJournal journal) {
    this.ports = ports;
    this.profile = profile;
    this.chip = chip;
    this.journal = journal;
  }

  TestCardResult run() {
    return switch (plan()) {
      case PlanCompiler.Compilation.Good good -> tried(good.plan());
      case PlanCompiler.Compilation.Bad bad ->
          failed(
              Optional.empty(),
              bad.problems().stream()
                  .map(FieldProblem::toString)
                  .collect(Collectors.joining("; ")));
    };
  }

  private PlanCompiler.Compilation plan() {
    Application nothing = new Application(profile.id(), Optional.empty(), Map.of(), Map.of());
    return ports.compiler().compile(profile, nothing, number(), ports.clock());
  }

  /** The last digits of the seconds since 1970, so that no run finds what it is to write. */
  private String number() {
    int length = profile.serialFormat().length();
    String digits = "0".repeat(length) + ports.clock().instant().getEpochSecond();
    return digits.substring(digits.length() - length);
  }

  private TestCardResult tried(Plan plan) {
    CardFacts facts = new CardFacts(ports.keys());
    facts.chipId(chip.number());
    try (LiveSession session =
        new LiveSession(
            chip.counting(), profile.card(), chip.connection(), facts, progress, () -> {})) {
      PlanRun run = plan.on(facts, session);
      phase("open", run, profile.phases().open());
      step = "authenticate";
      Permission permission = journal.attempt(chip.number().toHex(), profile.toString());
      if (permission != Permission.GRANTED) {
        return new TestCardResult.Withheld(chip.number().toHex(), permission);
      }
      authenticate(run);
      phase("write", run, profile.phases().write());
      phase("read-back", run, profile.phases().readBack());
      return good();
    } catch (DeviceException e) {
      return failed(Optional.of(e.fault()), String.valueOf(e.getMessage()));
    } catch (StepFailure | FieldFailure e) {
      return failed(Optional.empty(), String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      return failed(
          Optional.empty(), "the record of it could not be made durable: " + e.getMessage());
    } catch (RuntimeException e) {
      return failed(Optional.empty(), "the gateway failed with " + e);
    }
  }

  private void phase(String name, PlanRun run, List<Step> steps)
      throws DeviceException, StepFailure, FieldFailure {
    step = name;
    run.run(steps);
    chip.clock().finished(name);
  }

  private void authenticate(PlanRun run) throws DeviceException, StepFailure, FieldFailure {
    AttemptOutcome outcome = new AttemptOutcome.Unspent();
    try {
      phase("authenticate", run, profile.phases().authenticate());
      outcome = new AttemptOutcome.Accepted();
    } catch (StepFailure e) {
      keysRefused = isRefusal(e);
      if (keysRefused) {
        outcome = new AttemptOutcome.Refused(profile.toString());
      }
      throw e;
    } finally {
      if (keysRefused || !progress.triesAtRisk()) {
        journal.attempted(chip.number().toHex(), outcome);
      }
    }
  }

  /** Also if no try was spent as far as is known: some chips count INITIALIZE UPDATE as one. */
  private static boolean isRefusal(StepFailure e) {
    return e.reason() == StepFailure.Reason.REFUSED || e.reason() == StepFailure.Reason.WRONG_KEYS;
  }

  private TestCardResult good() {
    List<IssuedCard.StepTime> steps = chip.clock().steps();
    Duration took =
        steps.stream().map(IssuedCard.StepTime::time).reduce(Duration.ZERO, Duration::plus);
    return new TestCardResult.Good(chip.number().toHex(), took, steps);
  }

  private TestCardResult failed(Optional<Fault> fault, String problem) {
    return new TestCardResult.Failed(step, problem, fault, keysRefused);
  }
}
