package org.countersign.personalization.profile;

/** What must hold between the parts of a profile that are each well formed. */
final class ProfileChecks {

  private final Profile profile;
  private final ProfileParts parts;
  private final Findings findings;

  ProfileChecks(Profile profile, Json tree, Problems problems) {
    this.profile = profile;
    this.parts = new ProfileParts(profile);
    this.findings = new Findings(tree, problems);
  }

  void run() {
    new CycleCheck(profile, findings).run();
    if (!findings.isEmpty()) {
      return; // The other checks follow references to their end.
    }
    new ValueChecks(profile, parts, findings).run();
    new PhaseChecks(profile, parts, findings).run();
    new FileChecks(profile, parts, findings).run();
    new PersonalDataCheck(profile, parts, findings).run();
  }
}
