package org.countersign.personalization.profile;

import static java.util.Map.entry;
import static org.countersign.personalization.profile.ExpressionReader.words;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.profile.Step.EffectClass;

/** Reads the steps of a phase. */
final class StepReader {

  private static final List<String> OK = List.of("9000");

  private static final Map<String, EffectClass> EFFECTS =
      words(
          entry("none", EffectClass.NONE),
          entry("authenticates", EffectClass.AUTHENTICATES),
          entry("changes", EffectClass.CHANGES),
          entry("activates", EffectClass.ACTIVATES));

  private static final Map<String, EffectClass> CHANGES =
      words(entry("changes", EffectClass.CHANGES), entry("activates", EffectClass.ACTIVATES));

  private static final Map<String, Integer> LEVELS =
      words(
          entry("01", 0x01),
          entry("03", 0x03),
          entry("11", 0x11),
          entry("13", 0x13),
          entry("33", 0x33));

  private static final Map<String, Step.Addressing> ADDRESSING =
      words(
          entry("offset-p1p2", Step.Addressing.OFFSET_P1P2),
          entry("number-p2", Step.Addressing.NUMBER_P2));

  private final Names names;
  private final ExpressionReader expressions;
  private final Map<String, Function<Member, Step>> steps;

  StepReader(Names names, ExpressionReader expressions) {
    this.names = names;
    this.expressions = expressions;
    this.steps =
        words(
            entry("selectApplication", this::selectApplication),
            entry("selectFile", this::selectFile),
            entry("scp03", this::scp03),
            entry("externalAuthentication", this::externalAuthentication),
            entry("createFile", this::createFile),
            entry("writeFile", this::writeFile),
            entry("readFile", this::readFile),
            entry("storeData", this::storeData),
            entry("putKey", this::putKey),
            entry("checkChip", m -> new Step.CheckChip()),
            entry("checkStatus", this::checkStatus),
            entry("setStatus", this::setStatus),
            entry("activateFile", this::activateFile),
            entry("command", this::command));
  }

  List<Step> phase(Member profile, String key) {
    return profile.objects(key).stream().map(this::step).toList();
  }

  private Step step(Member m) {
    Function<Member, Step> reading = m.word("step", steps);
    if (!steps.containsKey(m.text("step"))) {
      // What it lacks or has too much cannot be said of a step that nobody knows.
      return new Step.CheckChip();
    }
    Step step = reading.apply(m);
    m.close();
    return step;
  }

  private Step selectApplication(Member m) {
    return new Step.SelectApplication(m.hex("aid", 1, 16), expect(m));
  }

  private Step selectFile(Member m) {
    return new Step.SelectFile(m.hexNumber("fid", 2), expect(m));
  }

  private Step scp03(Member m) {
    return new Step.OpenScp03(
        m.reference("keys", names.keys()),
        m.hexNumber("keyVersion", 1),
        m.word("level", LEVELS),
        m.word("mode", words(entry("S8", false), entry("S16", true)), false));
  }

  private Step externalAuthentication(Member m) {
    return new Step.ExternalAuthentication(
        expressions.key(m, "key"), m.hexNumber("keyId", 1), m.number("challenge", 16, 16, 16));
  }

  private Step createFile(Member m) {
    return new Step.CreateFile(m.text("name"), expressions.of(m, "fcp"), ifPresent(m));
  }

  private Step writeFile(Member m) {
    return new Step.WriteFile(
        m.reference("file", names.files()),
        expressions.optional(m, "content"),
        m.flag("select", true));
  }

  private Step readFile(Member m) {
    return new Step.ReadFile(
        m.reference("file", names.files()), expressions.optional(m, "content"));
  }

  private Step storeData(Member m) {
    return new Step.StoreData(m.text("name"), expressions.of(m, "content"), expect(m));
  }

  private Step putKey(Member m) {
    return new Step.PutKey(
        m.reference("keys", names.keys()), m.hexNumber("keyVersion", 1), m.hexNumber("replace", 1));
  }

  private Step checkStatus(Member m) {
    return new Step.CheckStatus(m.hex("aid", 5, 16), m.hexNumber("state", 1));
  }

  private Step setStatus(Member m) {
    Optional<Bytes> aid = m.has("aid") ? Optional.of(m.hex("aid", 5, 16)) : Optional.empty();
    return new Step.SetStatus(
        aid, m.hexNumber("state", 1), m.word("effect", CHANGES, EffectClass.ACTIVATES));
  }

  private Step activateFile(Member m) {
    return new Step.ActivateFile(m.word("effect", CHANGES, EffectClass.ACTIVATES));
  }

  private Step command(Member m) {
    return new Step.Command(
        m.text("name"),
        m.hex("header", 4, 4),
        expressions.optional(m, "data"),
        m.number("le", 0, 65_536, 0),
        m.flag("secured", true),
        expect(m),
        expressions.optional(m, "expectData"),
        m.has("into") ? Optional.of(m.reference("into", names.files())) : Optional.empty(),
        m.flag("exposes", false),
        m.has("blocks") ? Optional.of(blocks(m.object("blocks"))) : Optional.empty(),
        ifPresent(m),
        m.word("effect", EFFECTS));
  }

  private static Step.Blocks blocks(Member m) {
    Step.Blocks blocks =
        new Step.Blocks(m.number("size", 1, 65_535), m.word("addressing", ADDRESSING));
    m.close();
    return blocks;
  }

  private Optional<String> ifPresent(Member m) {
    return m.has("ifPresent")
        ? Optional.of(m.reference("ifPresent", names.elements()))
        : Optional.empty();
  }

  private static List<Integer> expect(Member m) {
    List<String> words = m.has("expect") ? m.texts("expect") : OK;
    if (words.isEmpty()) {
      m.problem("expect", "must name at least one status word");
    }
    return words.stream().map(word -> statusWord(m, word)).toList();
  }

  private static int statusWord(Member m, String word) {
    // 61xx and 6Cxx are dealt with below the steps and never come up to them.
    if (word.matches("[69][0-9A-F]{3}") && !word.startsWith("61") && !word.startsWith("6C")) {
      return Integer.parseInt(word, 16);
    }
    m.problem("expect", "must be status words of four capital hex digits, 6xxx or 9xxx");
    return 0x9000;
  }
}
