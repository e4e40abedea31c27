package org.countersign.station.commands;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.countersign.station.selftest.Catalogue;
import picocli.CommandLine.Option;

/** In which language a page is written. */
final class LanguageOption {

  private static final List<String> VARIABLES = List.of("LC_ALL", "LC_MESSAGES", "LANG");

  @Option(
      names = "--lang",
      paramLabel = "en|zh",
      description = "English or Chinese (otherwise as LC_ALL, LC_MESSAGES or LANG say).")
  private Optional<String> language = Optional.empty();

  Catalogue catalogue() throws CommandFailure {
    String wanted = language.orElseGet(() -> of(System.getenv()));
    return switch (wanted) {
      case "en" -> new Catalogue(Locale.ENGLISH);
      case "zh" -> new Catalogue(Locale.SIMPLIFIED_CHINESE);
      default -> throw new CommandFailure(ExitCode.USAGE, "--lang must be en or zh");
    };
  }

  /** By the rule of POSIX, 8.2: the first of them that is set. */
  static String of(Map<String, String> environment) {
    return VARIABLES.stream()
            .map(name -> environment.getOrDefault(name, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .filter(value -> value.startsWith("zh"))
            .isPresent()
        ? "zh"
        : "en";
  }
}
