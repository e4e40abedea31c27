package org.countersign.personalization.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the profile of a test card from JSON, strictly. */
public final class TestCardReader {

  private final Json json;
  private final Member top;
  private final StepReader steps;
  private final CardSections sections;

  private TestCardReader(Json json, Problems problems) {
    this.json = json;
    this.top = new Member(problems, "", json);
    Names names = Names.of(json, problems);
    ExpressionReader expressions = new ExpressionReader(names);
    this.steps = new StepReader(names, expressions);
    this.sections = new CardSections(top, names, expressions);
  }

  /**
   * Reads the profile of a test card, which proves a device every morning and is never a card of
   * anybody. It is written as any profile, but signs nothing, takes no data and makes nothing
   * valid: there are no sections {@code data}, {@code sign}, {@code activate}, {@code inspect} and
   * {@code resume}. Its serial is the number that a run writes.
   *
   * @param fileName for the problems
   * @param json UTF-8, at most 1 MiB
   */
  public static ProfileReader.Reading read(String fileName, byte[] json) {
    return ProfileReader.read(
        fileName,
        json,
        (tree, problems) -> new TestCardReader(tree, problems).profile(),
        TestCardChecks::run);
  }

  private Profile profile() {
    Profile profile =
        new Profile(
            CanonicalJson.hash(json),
            sections.id(),
            sections.version(),
            top.text("title"),
            List.of(),
            sections.serialFormat(),
            Map.of(),
            Map.of(),
            sections.card(),
            sections.keys(),
            List.of(),
            List.of(),
            Map.of(),
            sections.files(),
            Optional.empty(),
            new Profile.Phases(
                steps.phase(top, "open"),
                steps.phase(top, "authenticate"),
                steps.phase(top, "write"),
                steps.phase(top, "readBack"),
                List.of()),
            new InspectionRules(new InspectionRules.BySteps("none"), List.of()),
            List.of());
    top.close();
    return profile;
  }
}
