package org.countersign.centre.api;

import java.util.List;
import java.util.Locale;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.silence.Sentence;
import org.countersign.http.Request;
import org.countersign.protocol.records.AlarmCode;

/** The languages of sentences for people. */
enum Language {
  ENGLISH,
  CHINESE;

  /** By {@code lang} of the query, then by {@code Accept-Language} (RFC 9110, 12.5.4). */
  static Language of(Request request) {
    List<String> asked = request.query().getOrDefault("lang", List.of());
    if (!asked.isEmpty()) {
      return tag(asked.getFirst());
    }
    List<Locale.LanguageRange> ranges = ranges(request);
    return ranges.isEmpty() ? ENGLISH : tag(preferred(ranges));
  }

  private static List<Locale.LanguageRange> ranges(Request request) {
    try {
      return request
          .head()
          .header("Accept-Language")
          .map(Locale.LanguageRange::parse)
          .orElse(List.of());
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The first that is there; ranges come by weight. */
  private static String preferred(List<Locale.LanguageRange> ranges) {
    return ranges.stream()
        .map(Locale.LanguageRange::getRange)
        .filter(range -> range.startsWith("zh") || range.startsWith("en"))
        .findFirst()
        .orElse("en");
  }

  private static Language tag(String tag) {
    return tag.equals("zh") || tag.startsWith("zh-") ? CHINESE : ENGLISH;
  }

  String text(Sentence sentence) {
    return this == CHINESE ? sentence.chinese() : sentence.english();
  }

  String what(Cause cause) {
    return this == CHINESE ? cause.chinese() : cause.english();
  }

  String what(Alert alert) {
    return this == CHINESE ? alert.chinese() : alert.english();
  }

  String todo(Alert alert) {
    return this == CHINESE ? alert.chineseTodo() : alert.todo();
  }

  String what(AlarmCode code) {
    return this == CHINESE ? code.chinese() : code.english();
  }

  String todo(AlarmCode code) {
    return this == CHINESE ? code.chineseTodo() : code.todo();
  }

  String todo(Cause cause) {
    return this == CHINESE ? cause.chineseTodo() : cause.todo();
  }
}
