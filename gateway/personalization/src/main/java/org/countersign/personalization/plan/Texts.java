package org.countersign.personalization.plan;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.data.DataException;
import org.countersign.personalization.data.MrzName;
import org.countersign.personalization.data.MrzTd1;
import org.countersign.personalization.profile.Expression;
import org.countersign.personalization.profile.Expression.TextSource;
import org.countersign.personalization.profile.Profile;

/** Texts of an application and what is made of them. */
final class Texts {

  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("uuMMdd", Locale.ROOT);

  private final Profile profile;
  private final CardData data;

  Texts(Profile profile, CardData data) {
    this.profile = profile;
    this.data = data;
  }

  /** Name of the field, for messages. */
  static String field(TextSource source) {
    return switch (source) {
      case Expression.FromData s -> "data." + s.name();
      case Expression.FromConstant s -> "constants." + s.name();
      case Expression.FromSerial s -> "serial";
      case Expression.FromToday s -> "today";
      case Expression.FromSuite s -> "suite";
      case Expression.FromLiteral s -> "profile";
    };
  }

  /** The text; empty if an optional element is absent. */
  String text(TextSource source) {
    return switch (source) {
      case Expression.FromData s -> data.texts().getOrDefault(s.name(), "");
      case Expression.FromConstant s -> profile.constants().getOrDefault(s.name(), "");
      case Expression.FromSerial s -> data.serial();
      case Expression.FromToday s -> data.today().toString();
      case Expression.FromSuite s -> data.suite();
      case Expression.FromLiteral s -> s.text();
    };
  }

  Bytes encoded(TextSource source, Expression.Charset charset) throws FieldFailure {
    try {
      ByteBuffer bytes = charset(charset).newEncoder().encode(CharBuffer.wrap(text(source)));
      byte[] all = new byte[bytes.remaining()];
      bytes.get(all);
      return Bytes.of(all);
    } catch (CharacterCodingException e) {
      throw new FieldFailure(
          field(source), "has a character that the card's character set " + charset + " lacks");
    }
  }

  private static Charset charset(Expression.Charset charset) {
    return switch (charset) {
      case ASCII -> StandardCharsets.US_ASCII;
      case UTF8 -> StandardCharsets.UTF_8;
      case UCS2LE -> StandardCharsets.UTF_16LE;
      case UCS2BE -> StandardCharsets.UTF_16BE;
      case GB18030 -> Charset.forName("GB18030");
    };
  }

  Bytes code(String list, TextSource source) throws FieldFailure {
    Map<String, Bytes> codes = profile.codes().getOrDefault(list, Map.of());
    Bytes code = codes.get(text(source));
    if (code == null) {
      throw new FieldFailure(
          field(source), "must be one of " + codes.keySet().stream().sorted().toList());
    }
    return code;
  }

  Bytes day(TextSource source, Expression.DayFormat format) throws FieldFailure {
    if (text(source).isEmpty()) {
      return Bytes.empty();
    }
    LocalDate day = date(source);
    return switch (format) {
      case TEXT_8 -> Bytes.utf8(day.format(DateTimeFormatter.BASIC_ISO_DATE));
      case TEXT_6 -> Bytes.utf8(day.format(SHORT));
      case ISO -> Bytes.utf8(day.toString());
      case BCD_4 -> Bytes.hex(day.format(DateTimeFormatter.BASIC_ISO_DATE));
    };
  }

  private LocalDate date(TextSource source) throws FieldFailure {
    try {
      return LocalDate.parse(text(source));
    } catch (DateTimeParseException e) {
      throw new FieldFailure(field(source), "is no date yyyy-MM-dd");
    }
  }

  /** Three lines of 30 characters. */
  List<String> mrz(Expression.MrzTd1 e) throws FieldFailure {
    String sex = text(e.sex());
    String family = name(e.familyName());
    String given = optional(e.givenNames()).isEmpty() ? "" : name(e.givenNames().orElseThrow());
    MrzTd1 mrz =
        new MrzTd1(
            text(e.documentCode()),
            text(e.issuingState()),
            text(e.documentNumber()),
            optional(e.optional1()),
            date(e.birthDate()).format(SHORT),
            sex.equals("M") || sex.equals("F") ? sex.charAt(0) : '<',
            date(e.expiryDate()).format(SHORT),
            text(e.nationality()),
            optional(e.optional2()),
            MrzName.field(family, given, MrzTd1.LINE));
    try {
      return mrz.lines();
    } catch (DataException failure) {
      throw new FieldFailure("machine readable zone", String.valueOf(failure.getMessage()));
    }
  }

  private String optional(Optional<TextSource> source) {
    return source.map(this::text).orElse("");
  }

  private String name(TextSource source) throws FieldFailure {
    try {
      return MrzName.transliterate(text(source));
    } catch (DataException e) {
      throw new FieldFailure(field(source), String.valueOf(e.getMessage()));
    }
  }
}
