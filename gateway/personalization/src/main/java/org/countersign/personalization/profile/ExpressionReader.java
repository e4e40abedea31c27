package org.countersign.personalization.profile;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.profile.Expression.Charset;
import org.countersign.personalization.profile.Expression.Cipher;
import org.countersign.personalization.profile.Expression.DayFormat;
import org.countersign.personalization.profile.Expression.KeyName;
import org.countersign.personalization.profile.Expression.TextSource;

/** Reads expressions: an object with the operator as one of its members, or a list of parts. */
final class ExpressionReader {

  private static final int MAX_SIZE = 65_535;

  private static final Map<String, Charset> CHARSETS =
      words(
          entry("utf-8", Charset.UTF8),
          entry("ascii", Charset.ASCII),
          entry("ucs-2le", Charset.UCS2LE),
          entry("ucs-2be", Charset.UCS2BE),
          entry("gb18030", Charset.GB18030));

  private static final Map<String, DayFormat> DAY_FORMATS =
      words(
          entry("yyyyMMdd", DayFormat.TEXT_8),
          entry("yyMMdd", DayFormat.TEXT_6),
          entry("yyyy-MM-dd", DayFormat.ISO),
          entry("bcd", DayFormat.BCD_4));

  private static final Map<String, Cipher> CIPHERS =
      words(entry("aes-cbc", Cipher.AES_CBC), entry("aes-ecb", Cipher.AES_ECB));

  private final Names names;
  private final Map<String, Function<Member, Expression>> operators;

  ExpressionReader(Names names) {
    this.names = names;
    this.operators =
        words(
            entry("hex", m -> new Expression.Literal(m.hex("hex", 0, MAX_SIZE))),
            entry("text", this::text),
            entry("attachment", this::attachment),
            entry("tlv", m -> new Expression.TlvObject(m.tag("tlv"), of(m, "value"))),
            entry("dgi", m -> new Expression.DataGrouping(m.hexNumber("dgi", 2), of(m, "value"))),
            entry("pad", ExpressionReader.this::pad),
            entry("layout", this::layout),
            entry("code", this::code),
            entry("date", this::day),
            entry("mrzTd1", this::mrz),
            entry("faceRecord", this::face),
            entry("tagListTemplate", this::template),
            entry("fileTags", this::fileTags),
            entry("file", m -> new Expression.FileContent(m.reference("file", names.files()))),
            entry("named", m -> new Expression.NamedValue(m.reference("named", names.values()))),
            entry("sizeOf", m -> new Expression.SizeOf(of(m, "sizeOf"), bytes(m, 2))),
            entry(
                "lengthPrefixed",
                m -> new Expression.LengthPrefixed(of(m, "lengthPrefixed"), bytes(m, 1))),
            entry("fcp", this::fileControl),
            entry("hash", this::hash),
            entry("bacKeys", m -> new Expression.BacKeys(m.reference("bacKeys", names.values()))),
            entry("chipId", m -> marked(m, "chipId", new Expression.ChipNumber())),
            entry("encrypt", this::encrypted),
            entry("wrapKey", this::wrappedKey),
            entry("keyCheckValue", this::keyCheckValue),
            entry("ifPresent", this::ifPresent),
            entry("signedObject", m -> marked(m, "signedObject", new Expression.SignedObject())));
  }

  @SafeVarargs
  static <T> Map<String, T> words(Map.Entry<String, T>... entries) {
    Map<String, T> all = new LinkedHashMap<>();
    for (Map.Entry<String, T> entry : entries) {
      all.put(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** Reads the expression at a member. */
  Expression of(Member member, String key) {
    return member.any(key, (path, json) -> read(member.problems(), path, json));
  }

  Optional<Expression> optional(Member member, String key) {
    return member.has(key) ? Optional.of(of(member, key)) : Optional.empty();
  }

  Expression read(Problems problems, String path, Json json) {
    if (json instanceof Json.Arr arr) {
      List<Expression> parts = new ArrayList<>();
      for (int i = 0; i < arr.items().size(); i++) {
        parts.add(read(problems, path + "/" + i, arr.items().get(i)));
      }
      return new Expression.Concat(parts);
    }
    Member member = new Member(problems, path, json);
    Set<String> found = new TreeSet<>(member.keys());
    found.retainAll(operators.keySet());
    if (found.size() != 1) {
      noOperator(member, json, found);
      return new Expression.Literal(Bytes.empty());
    }
    String operator = found.iterator().next();
    Expression expression = operators.getOrDefault(operator, m -> literal()).apply(member);
    member.close();
    return expression;
  }

  private static Expression literal() {
    return new Expression.Literal(Bytes.empty());
  }

  private void noOperator(Member member, Json json, Set<String> found) {
    if (!(json instanceof Json.Obj)) {
      return;
    }
    String near =
        member.keys().stream()
            .map(k -> Problems.near(k, operators.keySet()))
            .filter(n -> !n.isEmpty())
            .findFirst()
            .orElse("");
    member.problem(
        "",
        found.isEmpty()
            ? "has no operator; one of " + operators.keySet() + " was expected" + near
            : "has more than one operator: " + found);
  }

  private static Expression marked(Member m, String key, Expression expression) {
    m.mark(key);
    return expression;
  }

  private static int bytes(Member m, int absent) {
    return m.number("bytes", 1, 3, absent);
  }

  private Expression text(Member m) {
    return new Expression.Text(source(m, "text"), m.word("charset", CHARSETS, Charset.UTF8));
  }

  private Expression attachment(Member m) {
    return new Expression.AttachmentBytes(m.reference("attachment", names.attachments()));
  }

  private Expression pad(Member m) {
    boolean multiple = m.has("multiple");
    if (multiple == m.has("to")) {
      m.problem("", "needs either \"to\" or \"multiple\"");
    }
    return new Expression.Pad(
        of(m, "pad"),
        multiple ? m.number("multiple", 1, 256) : m.number("to", 1, MAX_SIZE, 1),
        multiple,
        Member.numberOf(m.hex("with", 1, 1, "00")),
        m.flag("left", false),
        m.flag("iso9797", false));
  }

  private Expression layout(Member m) {
    int size = m.number("layout", 1, MAX_SIZE);
    int fill = Member.numberOf(m.hex("fill", 1, 1, "00"));
    List<Expression.LayoutField> fields = new ArrayList<>();
    int end = 0;
    for (Member field : m.objects("fields")) {
      int at = field.number("at", 0, size - 1);
      int width = field.number("size", 1, size);
      if (at < end || at + width > size) {
        field.problem("at", "overlaps the field before it or ends behind the record");
      }
      end = at + width;
      fields.add(new Expression.LayoutField(at, width, of(field, "value")));
      field.close();
    }
    return new Expression.Layout(size, fill, fields);
  }

  private Expression code(Member m) {
    return new Expression.Code(m.reference("code", names.codes()), source(m, "of"));
  }

  private Expression day(Member m) {
    return new Expression.Day(source(m, "date"), m.word("format", DAY_FORMATS));
  }

  private Expression mrz(Member m) {
    Member parts = m.object("mrzTd1");
    Expression mrz =
        new Expression.MrzTd1(
            source(parts, "documentCode"),
            source(parts, "issuingState"),
            source(parts, "documentNumber"),
            optionalSource(parts, "optional1"),
            source(parts, "birthDate"),
            source(parts, "sex"),
            source(parts, "expiryDate"),
            source(parts, "nationality"),
            optionalSource(parts, "optional2"),
            source(parts, "familyName"),
            optionalSource(parts, "givenNames"));
    parts.close();
    return mrz;
  }

  private Expression face(Member m) {
    return new Expression.FaceRecord(
        m.reference("faceRecord", names.attachments()), optionalSource(m, "sex"));
  }

  private Expression template(Member m) {
    List<Expression.TlvObject> fields = new ArrayList<>();
    for (Member field : m.objects("fields")) {
      fields.add(new Expression.TlvObject(field.tag("tag"), of(field, "value")));
      field.close();
    }
    return new Expression.TagListTemplate(m.tag("tagListTemplate"), fields);
  }

  private Expression fileTags(Member m) {
    List<String> files = m.texts("fileTags");
    for (String file : files) {
      if (!names.files().contains(file)) {
        m.unknown("fileTags", file, names.files());
      }
    }
    return new Expression.FileTags(files);
  }

  private Expression fileControl(Member m) {
    return new Expression.FileControl(
        m.reference("fcp", names.files()), optional(m, "and").orElse(literal()));
  }

  private Expression hash(Member m) {
    Map<String, String> algorithms =
        words(
            entry("SHA-256", "SHA-256"), entry("SHA-384", "SHA-384"), entry("SHA-512", "SHA-512"));
    return new Expression.Hash(m.word("hash", algorithms), of(m, "of"));
  }

  private Expression encrypted(Member m) {
    return new Expression.Encrypted(of(m, "encrypt"), key(m, "under"), cipher(m));
  }

  private Expression wrappedKey(Member m) {
    return new Expression.WrappedKey(key(m, "wrapKey"), key(m, "under"), cipher(m));
  }

  private static Cipher cipher(Member m) {
    return m.word("cipher", CIPHERS, Cipher.AES_CBC);
  }

  private Expression keyCheckValue(Member m) {
    return new Expression.KeyCheckValue(
        key(m, "keyCheckValue"), Member.numberOf(m.hex("block", 1, 1, "01")));
  }

  private Expression ifPresent(Member m) {
    return new Expression.IfPresent(m.reference("ifPresent", names.elements()), of(m, "then"));
  }

  /** {@code SET.ROLE}. */
  KeyName key(Member m, String key) {
    String name = m.text(key);
    int dot = name.indexOf('.');
    String set = dot < 0 ? name : name.substring(0, dot);
    String role = dot < 0 ? "" : name.substring(dot + 1);
    if (m.keys().contains(key) && (!names.keys().contains(set) || !role.matches("[a-z0-9]{1,8}"))) {
      m.problem(
          key,
          "must be SET.ROLE, the set one of " + names.keys() + Problems.near(set, names.keys()));
    }
    return new KeyName(set, role);
  }

  private Optional<TextSource> optionalSource(Member m, String key) {
    return m.has(key) ? Optional.of(source(m, key)) : Optional.empty();
  }

  private TextSource source(Member m, String key) {
    String text = m.text(key);
    if (text.equals("serial")) {
      return new Expression.FromSerial();
    }
    if (text.equals("today")) {
      return new Expression.FromToday();
    }
    if (text.equals("suite")) {
      return new Expression.FromSuite();
    }
    if (text.length() >= 2 && text.startsWith("'") && text.endsWith("'")) {
      return new Expression.FromLiteral(text.substring(1, text.length() - 1));
    }
    if (text.startsWith("constants.") && names.constants().contains(text.substring(10))) {
      return new Expression.FromConstant(text.substring(10));
    }
    if (text.startsWith("data.") && names.data().contains(text.substring(5))) {
      return new Expression.FromData(text.substring(5));
    }
    if (m.keys().contains(key)) {
      unknownSource(m, key, text);
    }
    return new Expression.FromLiteral("");
  }

  private void unknownSource(Member m, String key, String text) {
    Set<String> sources = new TreeSet<>(Set.of("serial", "today", "suite"));
    names.data().forEach(name -> sources.add("data." + name));
    names.constants().forEach(name -> sources.add("constants." + name));
    m.problem(
        key,
        "\""
            + text
            + "\" is no source of text: data.NAME, constants.NAME, serial, today, suite or"
            + " 'text'"
            + Problems.near(text, sources));
  }
}
