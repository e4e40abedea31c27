package org.countersign.personalization.profile;

import java.util.List;
import java.util.Set;
import org.countersign.personalization.profile.Step.EffectClass;

/** A test card is written every morning and is the same card afterwards. */
final class TestCardChecks {

  /** So many digits of the seconds since 1970 are not the same on any two days of a month. */
  private static final int SHORTEST_NUMBER = 7;

  private static final Set<EffectClass> READS = Set.of(EffectClass.NONE);

  private final Profile profile;
  private final ProfileParts parts;
  private final Findings findings;

  private TestCardChecks(Profile profile, Findings findings) {
    this.profile = profile;
    this.parts = new ProfileParts(profile);
    this.findings = findings;
  }

  static void run(Profile profile, Json tree, Problems problems) {
    Findings findings = new Findings(tree, problems);
    new CycleCheck(profile, findings).run();
    if (findings.isEmpty()) {
      new TestCardChecks(profile, findings).run();
    }
  }

  private void run() {
    new ValueChecks(profile, parts, findings).run();
    new FileChecks(profile, parts, findings).run();
    phases();
    number();
    profile.phases().authenticate().forEach(step -> repeatable("/authenticate", step));
    profile.phases().write().forEach(step -> repeatable("/write", step));
  }

  private void phases() {
    PhaseChecks phases = new PhaseChecks(profile, parts, findings);
    phases.checkedChip();
    phases.allow("/open", READS);
    phases.allow("/authenticate", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    phases.allow("/write", Set.of(EffectClass.NONE, EffectClass.CHANGES));
    phases.allow("/readBack", READS);
    // One attempt is put on record before the phase, so it may spend one try and no more.
    if (count(profile.phases().authenticate(), EffectClass.AUTHENTICATES) != 1) {
      findings.add(
          "/authenticate", "must hold exactly one step in which the card accepts our keys");
    }
    if (count(profile.phases().write(), EffectClass.CHANGES) == 0) {
      findings.add("/write", "must hold a step that writes the file");
    }
  }

  private static long count(List<Step> steps, EffectClass effect) {
    return steps.stream().filter(step -> step.effect() == effect).count();
  }

  /** What was read back must be what this run has written, and nothing that stood there before. */
  private void number() {
    boolean used =
        parts.expressions().values().stream()
            .flatMap(expression -> Uses.sources(expression).stream())
            .anyMatch(source -> source instanceof Expression.FromSerial);
    if (profile.files().size() != 1 || !used) {
      findings.add("/files", "must be one file, with the serial in its content");
    }
    if (profile.serialFormat().length() < SHORTEST_NUMBER) {
      findings.add("/serial/length", "must be " + SHORTEST_NUMBER + " at least");
    }
  }

  /** What can be done once in the life of a card has no place here. */
  private void repeatable(String phase, Step step) {
    boolean once =
        step instanceof Step.CreateFile
            || step instanceof Step.PutKey
            || step instanceof Step.SetStatus
            || step instanceof Step.ActivateFile;
    if (once) {
      findings.add(phase, step.label() + " can be done only once, and this is done every morning");
    }
  }
}
