package org.countersign.personalization.profile;

import static java.util.Map.entry;
import static org.countersign.personalization.profile.ExpressionReader.words;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.FieldProblem;

/** Reads a profile from JSON, strictly. */
public final class ProfileReader {

  private final Json json;
  private final Member top;
  private final Names names;
  private final ExpressionReader expressions;
  private final StepReader steps;
  private final CardSections sections;

  private ProfileReader(Json json, Problems problems) {
    this.json = json;
    this.top = new Member(problems, "", json);
    this.names = Names.of(json, problems);
    this.expressions = new ExpressionReader(names);
    this.steps = new StepReader(names, expressions);
    this.sections = new CardSections(top, names, expressions);
  }

  /**
   * Reads a profile. Every problem is told at once, each with file, line, path and, for a word that
   * is not known, the near one.
   *
   * @param fileName for the problems
   * @param json UTF-8, at most 1 MiB
   */
  public static Reading read(String fileName, byte[] json) {
    return read(
        fileName,
        json,
        (tree, problems) -> new ProfileReader(tree, problems).profile(),
        (profile, tree, problems) -> new ProfileChecks(profile, tree, problems).run());
  }

  /** What is wrong with a profile of right form. */
  @FunctionalInterface
  interface Checks {
    void run(Profile profile, Json tree, Problems problems);
  }

  /** Reads the JSON and, if nothing was wrong with it, checks what it says. */
  static Reading read(
      String fileName, byte[] json, BiFunction<Json, Problems, Profile> reading, Checks checks) {
    Problems problems = new Problems(fileName);
    try {
      Json tree = JsonParsing.parse(json);
      Profile profile = reading.apply(tree, problems);
      if (problems.isEmpty()) {
        checks.run(profile, tree, problems);
      }
      return problems.isEmpty() ? new Reading.Good(profile) : new Reading.Bad(problems.sorted());
    } catch (JsonParsing.Malformed e) {
      problems.add(e.line, "", String.valueOf(e.getMessage()));
      return new Reading.Bad(problems.sorted());
    }
  }

  private Profile profile() {
    top.optionalText("$schema");
    Profile profile =
        new Profile(
            CanonicalJson.hash(json),
            sections.id(),
            sections.version(),
            top.text("title"),
            suites(),
            sections.serialFormat(),
            top.textMap("constants"),
            top.map("codes", this::codes),
            sections.card(),
            sections.keys(),
            List.copyOf(top.map("data", this::element).values()),
            List.copyOf(top.map("attachments", this::attachment).values()),
            top.anyMap("values", (at, value) -> expressions.read(top.problems(), at, value)),
            sections.files(),
            top.has("sign") ? Optional.of(signing(top.object("sign"))) : Optional.empty(),
            phases(),
            inspection(top.object("inspect")),
            new ResumeReader(names, expressions, steps).ways(top));
    top.close();
    return profile;
  }

  private List<String> suites() {
    List<String> suites = top.texts("suites");
    if (new HashSet<>(suites).size() < suites.size()) {
      top.problem("suites", "names a suite twice");
    }
    return suites;
  }

  private Map<String, Bytes> codes(Member m) {
    Map<String, Bytes> list = new LinkedHashMap<>();
    for (String text : m.keys()) {
      list.put(text, m.hex(text, 1, 255));
    }
    m.close();
    return list;
  }

  private DataElement element(Member m) {
    DataElement.Form form =
        m.word("type", words(entry("text", false), entry("date", true))) ? day(m) : textForm(m);
    DataElement element =
        new DataElement(
            m.name(),
            m.flag("required", false),
            m.flag("personal", true),
            m.flag("public", false),
            form,
            defaultValue(m));
    if (element.required() && element.defaultValue().isPresent()) {
      m.problem("default", "never applies: the element is required");
    }
    m.close();
    return element;
  }

  private static DataElement.Text textForm(Member m) {
    DataElement.Text form =
        new DataElement.Text(
            m.word("characters", CardSections.CHARACTERS, Characters.UNICODE),
            m.number("minLength", 0, 4096, 1),
            m.number("maxLength", 1, 4096),
            m.number("maxBytes", 1, 16_384, 16_384),
            m.texts("oneOf"));
    if (form.minLength() > form.maxLength()) {
      m.problem("minLength", "is more than maxLength");
    }
    return form;
  }

  private DataElement.Day day(Member m) {
    return new DataElement.Day(
        m.has("earliest") ? bound(m, "earliest") : Optional.empty(),
        m.has("latest") ? bound(m, "latest") : Optional.empty(),
        m.has("after") ? Optional.of(m.reference("after", names.data())) : Optional.empty());
  }

  private static Optional<DataElement.DayBound> bound(Member m, String key) {
    String text = m.text(key);
    if (text.equals("today")) {
      return Optional.of(new DataElement.DayBound(0));
    }
    if (text.matches("today[+-][0-9]{1,3}y")) {
      return Optional.of(
          new DataElement.DayBound(Integer.parseInt(text.substring(5, text.length() - 1))));
    }
    m.problem(key, "must be today, or today+20y, or today-130y");
    return Optional.empty();
  }

  private static Optional<DataElement.Default> defaultValue(Member m) {
    return m.optionalText("default")
        .map(text -> text.equals("today") ? new DataElement.Today() : new DataElement.Fixed(text));
  }

  private Attachment attachment(Member m) {
    boolean jpeg = m.word("type", words(entry("jpeg", true), entry("bytes", false)));
    Attachment.Form form =
        jpeg
            ? new Attachment.Jpeg(
                m.number("minWidth", 1, 65_535, 1),
                m.number("minHeight", 1, 65_535, 1),
                m.number("maxWidth", 1, 65_535),
                m.number("maxHeight", 1, 65_535))
            : new Attachment.AnyBytes();
    Attachment attachment =
        new Attachment(
            m.name(),
            m.flag("required", false),
            m.flag("personal", true),
            m.flag("public", false),
            form,
            m.number("maxBytes", 1, 65_535));
    m.close();
    return attachment;
  }

  private Profile.Signing signing(Member m) {
    TreeMap<Integer, String> groups = new TreeMap<>();
    Member section = m.object("dataGroups");
    for (String number : new ArrayList<>(section.keys())) {
      if (number.matches("[1-9]|1[0-6]")) {
        groups.put(Integer.parseInt(number), section.reference(number, names.files()));
      } else {
        section.has(number);
        section.problem(number, "must be a data group number, 1 to 16");
      }
    }
    section.close();
    Profile.Signing signing = new Profile.Signing(m.reference("file", names.files()), groups);
    m.close();
    return signing;
  }

  private Profile.Phases phases() {
    return new Profile.Phases(
        steps.phase(top, "open"),
        steps.phase(top, "authenticate"),
        steps.phase(top, "write"),
        steps.phase(top, "readBack"),
        steps.phase(top, "activate"));
  }

  private InspectionRules inspection(Member m) {
    Member access = m.object("access");
    InspectionRules.Access how = access.has("bac") ? bac(access.object("bac")) : bySteps(access);
    access.close();
    InspectionRules rules = new InspectionRules(how, steps.phase(m, "steps"));
    m.close();
    return rules;
  }

  private InspectionRules.Access bac(Member m) {
    InspectionRules.Bac bac =
        new InspectionRules.Bac(m.hex("application", 5, 16), m.reference("mrz", names.values()));
    m.close();
    return bac;
  }

  private static InspectionRules.Access bySteps(Member access) {
    return new InspectionRules.BySteps(access.text("bySteps"));
  }

  /** What came of reading. */
  public sealed interface Reading {
    /** A profile without fault. */
    record Good(Profile profile) implements Reading {}

    /** Everything that is wrong with it; fields read {@code FILE:LINE /path/to/member}. */
    record Bad(List<FieldProblem> problems) implements Reading {
      public Bad {
        problems = List.copyOf(problems);
      }
    }
  }
}
