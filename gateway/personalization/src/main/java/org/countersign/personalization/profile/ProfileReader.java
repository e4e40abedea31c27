package org.countersign.personalization.profile;

import static java.util.Map.entry;
import static org.countersign.personalization.profile.ExpressionReader.words;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.profile.Expression.DiversificationInput;
import org.countersign.personalization.profile.Expression.KeySet;

/** Reads a profile from JSON, strictly. */
public final class ProfileReader {

  private static final Map<String, Characters> CHARACTERS =
      words(
          entry("unicode", Characters.UNICODE),
          entry("ascii", Characters.ASCII),
          entry("alphanumeric", Characters.ALPHANUMERIC),
          entry("capitals", Characters.CAPITALS),
          entry("digits", Characters.DIGITS),
          entry("mrz-name", Characters.MRZ_NAME));

  private static final Map<String, Diversification> METHODS =
      words(
          entry("none", Diversification.NONE),
          entry("kdf3", Diversification.KDF3),
          entry("emv", Diversification.EMV),
          entry("visa2", Diversification.VISA2));

  private static final Map<String, DiversificationInput> INPUTS =
      words(
          entry("none", DiversificationInput.NONE),
          entry("channel", DiversificationInput.CHANNEL),
          entry("chip-id", DiversificationInput.CHIP_ID));

  private static final int MAX_MEMORY = 1 << 24;

  private final Json json;
  private final Member top;
  private final Names names;
  private final ExpressionReader expressions;
  private final StepReader steps;

  private ProfileReader(Json json, Problems problems) {
    this.json = json;
    this.top = new Member(problems, "", json);
    this.names = Names.of(json, problems);
    this.expressions = new ExpressionReader(names);
    this.steps = new StepReader(names, expressions);
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
        ProfileReader::profile,
        (profile, tree, problems) -> new ProfileChecks(profile, tree, problems).run());
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
  public static Reading readTestCard(String fileName, byte[] json) {
    return read(fileName, json, ProfileReader::testCard, TestCardChecks::run);
  }

  @FunctionalInterface
  private interface Checks {
    void run(Profile profile, Json tree, Problems problems);
  }

  private static Reading read(
      String fileName, byte[] json, Function<ProfileReader, Profile> reading, Checks checks) {
    Problems problems = new Problems(fileName);
    try {
      Json tree = JsonParsing.parse(json);
      Profile profile = reading.apply(new ProfileReader(tree, problems));
      if (problems.isEmpty()) {
        checks.run(profile, tree, problems);
      }
      return problems.isEmpty() ? new Reading.Good(profile) : new Reading.Bad(problems.sorted());
    } catch (JsonParsing.Malformed e) {
      problems.add(e.line, "", String.valueOf(e.getMessage()));
      return new Reading.Bad(problems.sorted());
    }
  }

  private Profile testCard() {
    Profile profile =
        new Profile(
            CanonicalJson.hash(json),
            id(),
            top.number("version", 1, Integer.MAX_VALUE),
            top.text("title"),
            List.of(),
            serialFormat(top.object("serial")),
            Map.of(),
            Map.of(),
            card(top.object("card")),
            top.map("keys", this::keySet),
            List.of(),
            List.of(),
            Map.of(),
            List.copyOf(top.map("files", this::file).values()),
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

  private Profile profile() {
    top.optionalText("$schema");
    Profile profile =
        new Profile(
            CanonicalJson.hash(json),
            id(),
            top.number("version", 1, Integer.MAX_VALUE),
            top.text("title"),
            suites(),
            serialFormat(top.object("serial")),
            top.textMap("constants"),
            top.map("codes", this::codes),
            card(top.object("card")),
            top.map("keys", this::keySet),
            List.copyOf(top.map("data", this::element).values()),
            List.copyOf(top.map("attachments", this::attachment).values()),
            top.anyMap("values", (at, value) -> expressions.read(top.problems(), at, value)),
            List.copyOf(top.map("files", this::file).values()),
            top.has("sign") ? Optional.of(signing(top.object("sign"))) : Optional.empty(),
            phases(),
            inspection(top.object("inspect")),
            new ResumeReader(names, expressions, steps).ways(top));
    top.close();
    return profile;
  }

  private String id() {
    String id = top.text("id");
    if (!id.matches("[a-z0-9][a-z0-9-]{0,62}") && top.has("id")) {
      top.problem("id", "must be 1 to 63 of a-z 0-9 -");
    }
    return id;
  }

  private List<String> suites() {
    List<String> suites = top.texts("suites");
    if (new HashSet<>(suites).size() < suites.size()) {
      top.problem("suites", "names a suite twice");
    }
    return suites;
  }

  private SerialFormat serialFormat(Member m) {
    SerialFormat format =
        new SerialFormat(m.number("length", 1, 32), m.word("characters", CHARACTERS));
    if (!format.matches(format.example())) {
      m.problem("characters", "must allow digits");
    }
    m.close();
    return format;
  }

  private Map<String, Bytes> codes(Member m) {
    Map<String, Bytes> list = new LinkedHashMap<>();
    for (String text : m.keys()) {
      list.put(text, m.hex(text, 1, 255));
    }
    m.close();
    return list;
  }

  private KeySet keySet(Member m) {
    Diversification method = m.word("diversification", METHODS);
    DiversificationInput input = m.word("input", INPUTS, DiversificationInput.NONE);
    if ((method == Diversification.NONE) != (input == DiversificationInput.NONE)) {
      m.problem("input", "is needed for a derived key, and only then");
    }
    KeySet set = new KeySet(m.name(), method, input, m.number("bytes", 16, 32, 16));
    if (set.keyBytes() % 8 != 0) {
      m.problem("bytes", "must be 16, 24 or 32");
    }
    m.close();
    return set;
  }

  private CardRules card(Member m) {
    Optional<CardRules.AtrMatch> match =
        m.has("atr") ? Optional.of(atr(m.object("atr"))) : Optional.empty();
    CardRules card =
        new CardRules(
            match,
            chipId(m.object("chipId")),
            m.number("memory", 1, MAX_MEMORY),
            m.number("page", 1, 4096, 64),
            m.number("maxCommandData", 16, 65_535, 255),
            m.number("maxResponseData", 16, 65_536, 256),
            m.word("selectFileP1", words(entry("00", 0), entry("01", 1), entry("02", 2)), 0));
    m.close();
    return card;
  }

  private static CardRules.AtrMatch atr(Member m) {
    Bytes value = m.hex("value", 2, 33);
    Bytes mask = m.has("mask") ? m.hex("mask", value.size(), value.size()) : ones(value.size());
    m.close();
    return new CardRules.AtrMatch(value, mask);
  }

  private static Bytes ones(int size) {
    byte[] all = new byte[size];
    java.util.Arrays.fill(all, (byte) 0xFF);
    return Bytes.of(all);
  }

  private static CardRules.ChipId chipId(Member m) {
    String kind =
        m.word(
            "kind",
            words(entry("cplc", "cplc"), entry("file", "file"), entry("command", "command")));
    CardRules.ChipId id =
        switch (kind) {
          case "file" -> new CardRules.IdFile(m.hex("fid", 2, 2), m.number("size", 4, 32));
          case "command" ->
              new CardRules.IdCommand(
                  m.hex("header", 4, 4),
                  m.number("le", 1, 256, 256),
                  m.number("at", 0, 255, 0),
                  m.number("size", 4, 32));
          default -> new CardRules.Cplc();
        };
    m.close();
    return id;
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
            m.word("characters", CHARACTERS, Characters.UNICODE),
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

  private CardFile file(Member m) {
    CardFile file =
        new CardFile(
            m.name(),
            m.has("fid") ? OptionalInt.of(m.hexNumber("fid", 2)) : OptionalInt.empty(),
            m.has("sfi") ? OptionalInt.of(m.number("sfi", 1, 30)) : OptionalInt.empty(),
            expressions.of(m, "content"),
            m.has("size") ? OptionalInt.of(m.number("size", 1, 65_535)) : OptionalInt.empty(),
            m.word("read", words(entry("protected", false), entry("open", true))),
            m.has("ifPresent")
                ? Optional.of(m.reference("ifPresent", names.elements()))
                : Optional.empty());
    m.close();
    return file;
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
