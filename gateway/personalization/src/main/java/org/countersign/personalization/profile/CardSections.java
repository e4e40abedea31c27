package org.countersign.personalization.profile;

import static java.util.Map.entry;
import static org.countersign.personalization.profile.ExpressionReader.words;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.profile.Expression.DiversificationInput;
import org.countersign.personalization.profile.Expression.KeySet;

/** Reads the sections that the profile of a product and that of a test card have in common. */
final class CardSections {

  static final Map<String, Characters> CHARACTERS =
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

  private final Member top;
  private final Names names;
  private final ExpressionReader expressions;

  /** Of one profile. */
  CardSections(Member top, Names names, ExpressionReader expressions) {
    this.top = top;
    this.names = names;
    this.expressions = expressions;
  }

  String id() {
    String id = top.text("id");
    if (!id.matches("[a-z0-9][a-z0-9-]{0,62}") && top.has("id")) {
      top.problem("id", "must be 1 to 63 of a-z 0-9 -");
    }
    return id;
  }

  int version() {
    return top.number("version", 1, Integer.MAX_VALUE);
  }

  SerialFormat serialFormat() {
    return serialFormat(top.object("serial"));
  }

  CardRules card() {
    return card(top.object("card"));
  }

  Map<String, KeySet> keys() {
    return top.map("keys", CardSections::keySet);
  }

  List<CardFile> files() {
    return List.copyOf(top.map("files", this::file).values());
  }

  private static SerialFormat serialFormat(Member m) {
    SerialFormat format =
        new SerialFormat(m.number("length", 1, 32), m.word("characters", CHARACTERS));
    if (!format.matches(format.example())) {
      m.problem("characters", "must allow digits");
    }
    m.close();
    return format;
  }

  private static KeySet keySet(Member m) {
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

  private static CardRules card(Member m) {
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
    Arrays.fill(all, (byte) 0xFF);
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
}
