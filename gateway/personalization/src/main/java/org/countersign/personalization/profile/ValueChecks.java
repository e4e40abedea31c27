package org.countersign.personalization.profile;

/** What values are taken for, they must be: dates, signed objects, machine readable zones. */
final class ValueChecks {

  private final Profile profile;
  private final ProfileParts parts;
  private final Findings findings;

  ValueChecks(Profile profile, ProfileParts parts, Findings findings) {
    this.profile = profile;
    this.parts = parts;
    this.findings = findings;
  }

  void run() {
    dates();
    signing();
    inspection();
  }

  private void dates() {
    for (DataElement element : profile.data()) {
      if (element.form() instanceof DataElement.Day day) {
        day.after()
            .filter(other -> !isDate(other))
            .ifPresent(o -> findings.add("/data/" + element.name() + "/after", "must name a date"));
      }
    }
    parts
        .expressions()
        .forEach((path, expression) -> {
          if (expression instanceof Expression.Day day
              && day.source() instanceof Expression.FromData from
              && !isDate(from.name())) {
            findings.add(path, "takes data." + from.name() + " for a date, which it is not");
          }
          if (expression instanceof Expression.MrzTd1 mrz) {
            mrzDate(path, mrz.birthDate());
            mrzDate(path, mrz.expiryDate());
          }
        });
  }

  private void mrzDate(String path, Expression.TextSource source) {
    boolean date =
        source instanceof Expression.FromToday
            || (source instanceof Expression.FromData from && isDate(from.name()));
    if (!date) {
      findings.add(path, "needs date elements for birthDate and expiryDate");
    }
  }

  private boolean isDate(String element) {
    return profile.element(element).filter(e -> e.form() instanceof DataElement.Day).isPresent();
  }

  private void signing() {
    boolean used =
        parts.expressions().values().stream().anyMatch(e -> e instanceof Expression.SignedObject);
    if (profile.signing().isEmpty()) {
      if (used) {
        findings.add("/files", "hold a signed object, but there is no \"sign\" section");
      }
      if (!profile.suites().isEmpty()) {
        findings.add("/suites", "are named, but there is no \"sign\" section");
      }
      return;
    }
    Profile.Signing signing = profile.signing().get();
    if (!used) {
      findings.add("/sign", "makes a signed object that no file holds");
    }
    if (profile.suites().isEmpty()) {
      findings.add("/sign", "needs at least one suite in \"suites\"");
    }
    if (signing.dataGroups().isEmpty() || signing.dataGroups().containsValue(signing.file())) {
      findings.add(
          "/sign/dataGroups", "must name the files that are signed, and not the signed object");
    }
  }

  private void inspection() {
    if (profile.inspection().access() instanceof InspectionRules.Bac bac
        && !(profile.values().get(bac.mrz()) instanceof Expression.MrzTd1)) {
      findings.add("/inspect/access/bac/mrz", "must name a value that is an mrzTd1");
    }
    parts
        .expressions()
        .forEach((path, e) -> {
          if (e instanceof Expression.BacKeys keys
              && !(profile.values().get(keys.mrzValue()) instanceof Expression.MrzTd1)) {
            findings.add(path, "bacKeys must name a value that is an mrzTd1");
          }
        });
  }
}
