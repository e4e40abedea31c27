package org.countersign.toml;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One table of a TOML file, read key by key. A key that is missing, of another type or out of its
 * bounds is told to {@link Problems} with its place, and a stand-in is returned so that reading
 * goes on; whoever uses what was read asks {@link #good()} first. {@link #end()} tells every key
 * that nobody asked for.
 */
public final class Section {

  private final TomlTable table;
  private final String file;
  private final Path folder;
  private final String prefix;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();
  private boolean good = true;

  /**
   * A table.
   *
   * @param folder relative paths are made absolute against it
   * @param prefix dotted path of the table and a point; empty for the root
   */
  Section(TomlTable table, String file, Path folder, String prefix, Problems problems) {
    this.table = table;
    this.file = file;
    this.folder = folder;
    this.prefix = prefix;
    this.problems = problems;
  }

  /** Whether nothing was wrong with what was read so far, sections below apart. */
  public boolean good() {
    return good;
  }

  /** Tells what is wrong with a key, at its place if it is there. */
  public void problem(String key, String problem) {
    good = false;
    know(key);
    problems.at(file, prefix + key, problem);
  }

  private void know(String key) {
    known.add(key);
    List<String> path = List.of(key);
    TomlPosition at = table.contains(path) ? table.inputPositionOf(path) : null;
    if (at != null) {
      problems.place(file, prefix + key, at.line(), at.column());
    }
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    know(key);
    return table.contains(List.of(key));
  }

  /** A text that must be there. */
  public String text(String key, String standIn) {
    return value(key, String.class, "a text in quotes").orElseGet(() -> missing(key, standIn));
  }

  /** A text that may be missing. */
  public Optional<String> optionalText(String key) {
    return value(key, String.class, "a text in quotes");
  }

  /** A text of a certain form; {@code form} ends the sentence "must be". */
  public String text(String key, Predicate<String> right, String form, String standIn) {
    boolean there = has(key);
    int before = problems.count();
    String text = text(key, standIn);
    if (there && problems.count() == before && !right.test(text)) {
      problem(key, "must be " + form);
      return standIn;
    }
    return text;
  }

  /**
   * One such text, or a list of up to {@code most} of them, none twice.
   *
   * @param form one of them; ends the sentence "must be"
   */
  public List<String> oneOrMore(
      String key, Predicate<String> right, String form, int most, String standIn) {
    if (!(table.get(List.of(key)) instanceof TomlArray)) {
      return List.of(text(key, right, form, standIn));
    }
    List<String> all = texts(key);
    if (all.isEmpty()
        || all.size() > most
        || Set.copyOf(all).size() < all.size()
        || !all.stream().allMatch(right)) {
      problem(key, "must be " + form + ", or a list of 1 to " + most + " such, none twice");
      return List.of(standIn);
    }
    return all;
  }

  /** A boolean with its default. */
  public boolean flag(String key, boolean otherwise) {
    return value(key, Boolean.class, "true or false").orElse(otherwise);
  }

  /** A whole number within bounds, with its default. */
  public long integer(String key, long least, long most, long otherwise) {
    long found = value(key, Long.class, "a whole number without quotes").orElse(otherwise);
    if (found < least || found > most) {
      problem(key, "must be from " + least + " to " + most);
      return otherwise;
    }
    return found;
  }

  /** A whole number within bounds that must be there. */
  public long requiredInteger(String key, long least, long most) {
    if (!has(key)) {
      return missing(key, least);
    }
    return integer(key, least, most, least);
  }

  /** A duration within bounds, with its default. */
  public Duration duration(String key, Duration least, Duration most, String otherwise) {
    Duration found = unit(key, otherwise, Units::duration, Units.DURATION_FORM);
    if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
      problem(key, "must be from " + least.toMillis() + "ms to " + most.toSeconds() + "s");
    }
    return found;
  }

  /** A size in bytes within bounds, with its default. */
  public long size(String key, long least, long most, String otherwise) {
    long found = unit(key, otherwise, Units::size, Units.SIZE_FORM);
    if (found < least || found > most) {
      problem(key, "must be from " + least + "B to " + most + "B");
    }
    return found;
  }

  private <T> T unit(
      String key, String otherwise, Function<String, Optional<T>> reader, String form) {
    Optional<T> found = value(key, String.class, form + ", in quotes").flatMap(reader);
    if (found.isEmpty() && table.isString(List.of(key))) {
      problem(key, "must be " + form);
    }
    return found.or(() -> reader.apply(otherwise)).orElseThrow();
  }

  /** A path, made absolute; the stand-in is the configuration's folder. */
  public Path path(String key) {
    return optionalPath(key).orElseGet(() -> missing(key, folder));
  }

  /** A path, made absolute, with its default. */
  public Path path(String key, String otherwise) {
    return optionalPath(key).orElseGet(() -> folder.resolve(otherwise).normalize());
  }

  /** A path, made absolute, that may be missing. */
  public Optional<Path> optionalPath(String key) {
    return value(key, String.class, "a path in quotes").map(text -> resolve(key, text));
  }

  /** A list of paths, made absolute; empty if the key is missing. */
  public List<Path> paths(String key) {
    return texts(key).stream().map(text -> resolve(key, text)).toList();
  }

  private Path resolve(String key, String text) {
    try {
      if (!text.isBlank()) {
        return folder.resolve(text).normalize();
      }
      problem(key, "must not be empty");
    } catch (InvalidPathException e) {
      problem(key, "is no path on this system: " + e.getReason());
    }
    return folder;
  }

  /** A list of texts; empty if the key is missing. */
  public List<String> texts(String key) {
    Optional<TomlArray> array = value(key, TomlArray.class, "a list of texts: [\"...\"]");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.map(TomlArray::size).orElse(0); i++) {
      if (array.orElseThrow().get(i) instanceof String text) {
        texts.add(text);
      } else {
        problem(key, "must be a list of texts: element " + (i + 1) + " is none");
      }
    }
    return texts;
  }

  /** A list of whole numbers within bounds; empty if the key is missing. */
  public List<Long> integers(String key, long least, long most) {
    Optional<TomlArray> array = value(key, TomlArray.class, "a list of whole numbers: [1]");
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < array.map(TomlArray::size).orElse(0); i++) {
      if (array.orElseThrow().get(i) instanceof Long number && number >= least && number <= most) {
        numbers.add(number);
      } else {
        problem(
            key, "must be whole numbers from " + least + " to " + most + ": element " + (i + 1));
      }
    }
    return numbers;
  }

  /** A table below; an empty one if it is missing. */
  public Section section(String key) {
    return new Section(
        value(key, TomlTable.class, "a section").orElseGet(Section::empty),
        file,
        folder,
        prefix + key + ".",
        problems);
  }

  private static TomlTable empty() {
    return Toml.parse("");
  }

  /** The tables of an array of tables ({@code [[key]]}); empty if the key is missing. */
  public List<Section> sections(String key) {
    Optional<TomlArray> array = value(key, TomlArray.class, "sections: [[" + prefix + key + "]]");
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < array.map(TomlArray::size).orElse(0); i++) {
      if (array.orElseThrow().get(i) instanceof TomlTable element) {
        sections.add(
            new Section(element, file, folder, prefix + key + "[" + (i + 1) + "].", problems));
      } else {
        problem(key, "must be sections: element " + (i + 1) + " is none");
      }
    }
    return sections;
  }

  /** Names of all keys, known or not. */
  public Set<String> keys() {
    return table.keySet();
  }

  /** The value as TOML has it, for keys whose type is decided elsewhere. */
  public @Nullable Object raw(String key) {
    know(key);
    return table.get(List.of(key));
  }

  /** Tells every key that was not asked for. */
  public void end() {
    List<String> asked = List.copyOf(known);
    for (String key : table.keySet()) {
      if (!asked.contains(key)) {
        problem(key, "unknown key; " + NearName.hint(key, asked));
      }
    }
  }

  private <T> Optional<T> value(String key, Class<T> type, String wanted) {
    know(key);
    Object found = table.get(List.of(key));
    if (found == null || type.isInstance(found)) {
      return Optional.ofNullable(type.cast(found));
    }
    problem(key, "must be " + wanted + ", but " + typeOf(found) + " stands there");
    return Optional.empty();
  }

  private <T> T missing(String key, T standIn) {
    if (!table.contains(List.of(key))) {
      good = false;
      problems.add(new ConfigProblem(file, 0, 0, prefix + key, "is missing"));
    }
    return standIn;
  }

  private static final Map<Class<?>, String> TYPES =
      Map.of(
          String.class, "a text",
          Long.class, "a whole number",
          Double.class, "a number with a fraction",
          Boolean.class, "true or false");

  static String typeOf(Object value) {
    if (value instanceof TomlTable) {
      return "a section";
    }
    return value instanceof TomlArray
        ? "a list"
        : TYPES.getOrDefault(value.getClass(), "a date or time");
  }
}
