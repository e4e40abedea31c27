package org.countersign.toml;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** Reads one file as TOML 1.0. */
public final class TomlFile {

  private static final long LARGEST = 1 << 20;

  /** Nothing here nests deeper than three; the parser bears some hundred levels. */
  private static final int DEEPEST = 32;

  private TomlFile() {}

  /**
   * The root table; empty if the file cannot be read or is no TOML, which is told.
   *
   * @param name as the problems call the file
   */
  public static Optional<Section> read(Path file, String name, Path folder, Problems problems) {
    try {
      if (!Files.isRegularFile(file)) {
        problems.add(name, "there is no such file in " + folder);
        return Optional.empty();
      }
      if (Files.size(file) > LARGEST) {
        problems.add(name, "is larger than 1 MiB, so it is no configuration");
        return Optional.empty();
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8), name, folder, problems);
    } catch (MalformedInputException e) {
      problems.add(name, "is not UTF-8 text");
    } catch (IOException e) {
      problems.add(name, "cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<Section> parse(String text, String name, Path folder, Problems problems) {
    if (Nesting.of(text) > DEEPEST) {
      problems.add(name, "has arrays or tables that lie deeper than " + DEEPEST + " in each other");
      return Optional.empty();
    }
    TomlParseResult result = Toml.parse(text);
    result
        .errors()
        .forEach(error ->
            problems.add(
                new ConfigProblem(
                    name,
                    error.position().line(),
                    error.position().column(),
                    "",
                    "is not TOML here: " + firstLine(String.valueOf(error.getMessage())))));
    return result.hasErrors()
        ? Optional.empty()
        : Optional.of(new Section(result, name, folder, "", problems));
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
