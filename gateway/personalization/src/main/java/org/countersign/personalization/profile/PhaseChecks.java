package org.countersign.personalization.profile;

import java.util.List;
import java.util.Set;
import org.countersign.personalization.profile.Step.EffectClass;

/** Each phase has only such effects as it may, and the card becomes valid by its last command. */
final class PhaseChecks {

  private final Profile profile;
  private final ProfileParts parts;
  private final Findings findings;

  PhaseChecks(Profile profile, ProfileParts parts, Findings findings) {
    this.profile = profile;
    this.parts = parts;
    this.findings = findings;
  }

  void run() {
    checkedChip();
    allow("/open", Set.of(EffectClass.NONE));
    allow("/authenticate", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    allow("/write", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES, EffectClass.CHANGES));
    allow("/readBack", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    allow("/inspect/steps", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    activating("/activate", profile.phases().activate());
    new ResumeChecks(profile, this, findings).run();
  }

  /** The steps make the card valid by their last command, which is a single one. */
  void activating(String path, List<Step> activate) {
    int last = activate.size() - 1;
    if (activate.isEmpty() || activate.get(last).effect() != EffectClass.ACTIVATES) {
      findings.add(path, "must end with the step that makes the card valid");
    }
    for (int i = 0; i < last; i++) {
      if (activate.get(i).effect() == EffectClass.ACTIVATES) {
        findings.add(path + "/" + i, "activates, but is not the last step");
      }
    }
    if (!activate.isEmpty()
        && activate.get(last) instanceof Step.Command command
        && command.blocks().isPresent()) {
      findings.add(
          path + "/" + last, "must be a single command, or a cut leaves a half valid card");
    }
  }

  /** Without it, a chip swapped before the authentication would be issued in another's name. */
  void checkedChip() {
    Profile.Phases phases = profile.phases();
    boolean checked =
        List.of(phases.authenticate(), phases.write(), phases.readBack(), phases.activate())
            .stream()
            .flatMap(List::stream)
            .anyMatch(s -> s instanceof Step.CheckChip);
    if (!checked) {
      findings.add(
          "/authenticate", "needs a checkChip step here or later, behind an authentication");
    }
  }

  void allow(String phase, Set<EffectClass> allowed) {
    List<Step> steps = parts.phases().getOrDefault(phase, List.of());
    for (int i = 0; i < steps.size(); i++) {
      if (!allowed.contains(steps.get(i).effect())) {
        findings.add(
            phase + "/" + i,
            "has effect " + steps.get(i).effect() + ", which this phase may not have");
      }
    }
  }
}
