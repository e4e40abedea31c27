package org.countersign.personalization.profile;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every personal element stands somewhere, and nowhere where anybody can read it. */
final class PersonalDataCheck {

  private final Profile profile;
  private final ProfileParts parts;
  private final Findings findings;

  PersonalDataCheck(Profile profile, ProfileParts parts, Findings findings) {
    this.profile = profile;
    this.parts = parts;
    this.findings = findings;
  }

  void run() {
    Set<String> used = new TreeSet<>();
    parts.expressions().values().forEach(e -> used.addAll(Uses.ownElements(e)));
    for (DataElement e : profile.data()) {
      personal("data", e.name(), e.personal(), e.declaredPublic(), used);
    }
    for (Attachment a : profile.attachments()) {
      personal("attachments", a.name(), a.personal(), a.declaredPublic(), used);
    }
  }

  private void personal(
      String section, String name, boolean personal, boolean declaredPublic, Set<String> used) {
    String element = section + "." + name;
    String path = "/" + section + "/" + name;
    if (!used.contains(element)) {
      findings.add(path, "is asked for, but stands in no file");
    }
    if (!personal || declaredPublic) {
      return;
    }
    for (CardFile file : profile.files()) {
      if (file.openToAll() && Uses.exposed(profile, file.content()).contains(element)) {
        findings.add(
            path,
            "is personal and stands in "
                + file.name()
                + ", which anybody may read; protect the file or declare the element public");
      }
    }
    exposingCommand(element)
        .ifPresent(command ->
            findings.add(
                path,
                "is personal and exposed by command \""
                    + command
                    + "\"; declare the element public if that is meant"));
  }

  private Optional<String> exposingCommand(String element) {
    return parts.phases().values().stream()
        .flatMap(List::stream)
        .filter(s -> s instanceof Step.Command c && c.exposes())
        .filter(s ->
            ProfileParts.expressionsOf(s).stream()
                .anyMatch(e -> Uses.exposed(profile, e).contains(element)))
        .map(Step::label)
        .findFirst();
  }
}
