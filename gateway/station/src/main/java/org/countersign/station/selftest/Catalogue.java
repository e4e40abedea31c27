package org.countersign.station.selftest;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The words of findings in one language: {@code messages.properties} in English, {@code
 * messages_zh_CN.properties} in Chinese. {@code {0}} stands for the first argument.
 */
public final class Catalogue {

  private static final String BUNDLE = "org.countersign.station.selftest.messages";
  private static final String TODO = ".todo";

  private final ResourceBundle words;

  /** In that language; English for one that is not there. */
  public Catalogue(Locale language) {
    words =
        ResourceBundle.getBundle(
            BUNDLE,
            language.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ROOT,
            Catalogue.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** What was found. */
  public String what(Finding finding) {
    String subject = finding.subject().isEmpty() ? "" : finding.subject() + word("colon");
    return subject
        + (words.containsKey(finding.code())
            ? filled(words.getString(finding.code()), finding.arguments())
            // Of a newer station: better its code than nothing.
            : finding.code() + " " + String.join(" ", finding.arguments()));
  }

  /** What to do; empty if there is nothing to do. */
  public String todo(Finding finding) {
    String key = finding.code() + TODO;
    return words.containsKey(key) ? filled(words.getString(key), finding.arguments()) : "";
  }

  /** Other words, by their key. */
  public String word(String key, Object... arguments) {
    return filled(words.getString(key), List.of(arguments).stream().map(String::valueOf).toList());
  }

  private static String filled(String text, List<String> arguments) {
    String filled = text;
    for (int i = 0; i < arguments.size(); i++) {
      filled = filled.replace("{" + i + "}", arguments.get(i));
    }
    return filled;
  }
}
