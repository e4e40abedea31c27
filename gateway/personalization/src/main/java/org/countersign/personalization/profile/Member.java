package org.countersign.personalization.profile;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.countersign.apdu.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One object of a profile, read member by member. What is missing or of a wrong form is noted and
 * replaced by something harmless, so that reading goes on and all problems are told at once.
 */
final class Member {

  private final Problems problems;
  private final String path;
  private final Json json;
  private final Map<String, Json> members;
  private final Set<String> known = new LinkedHashSet<>();

  Member(Problems problems, String path, Json json) {
    this.problems = problems;
    this.path = path;
    this.json = json;
    this.members = Json.membersOf(json);
    if (!(json instanceof Json.Obj)) {
      problems.add(json.line(), path, "is " + json.kind() + "; an object was expected");
    }
  }

  String path() {
    return path;
  }

  boolean has(String key) {
    known.add(key);
    return members.containsKey(key);
  }

  Set<String> keys() {
    return members.keySet();
  }

  /** Notes a problem with a member, or with the object where there is no such member. */
  void problem(String key, String problem) {
    Json at = members.get(key);
    problems.add(
        at == null ? json.line() : at.line(), key.isEmpty() ? path : path + "/" + key, problem);
  }

  /** Notes every member that nobody asked for. */
  void close() {
    for (String key : members.keySet()) {
      if (!known.contains(key)) {
        problem(key, "is not known here" + Problems.near(key, known));
      }
    }
  }

  private @Nullable Json required(String key) {
    known.add(key);
    Json value = members.get(key);
    if (value == null && json instanceof Json.Obj) {
      problems.add(json.line(), path, "lacks \"" + key + "\"");
    }
    return value;
  }

  String text(String key) {
    return required(key) instanceof Json value ? textOf(key, value) : "";
  }

  Optional<String> optionalText(String key) {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  private String textOf(String key, Json value) {
    if (value instanceof Json.Str str) {
      return str.text();
    }
    problem(key, "is " + value.kind() + "; a string was expected");
    return "";
  }

  int number(String key, int min, int max) {
    Json value = required(key);
    if (value == null) {
      return min;
    }
    if (!(value instanceof Json.Num num)) {
      problem(key, "is " + value.kind() + "; a number was expected");
      return min;
    }
    if (num.value() < min || num.value() > max) {
      problem(key, "is " + num.value() + "; " + min + " to " + max);
      return min;
    }
    return (int) num.value();
  }

  int number(String key, int min, int max, int absent) {
    return has(key) ? number(key, min, max) : absent;
  }

  boolean flag(String key, boolean absent) {
    if (!has(key)) {
      return absent;
    }
    if (members.get(key) instanceof Json.Bool bool) {
      return bool.value();
    }
    problem(key, "must be true or false");
    return absent;
  }

  /** A member whose only value is {@code true}; it names an operator without arguments. */
  void mark(String key) {
    if (!flag(key, true)) {
      problem(key, "must be true");
    }
  }

  Bytes hex(String key, int min, int max) {
    String digits = text(key);
    return digits.isEmpty() && !members.containsKey(key)
        ? filler(min)
        : hexOf(key, digits, min, max);
  }

  Bytes hex(String key, int min, int max, String absent) {
    return has(key) ? hex(key, min, max) : Bytes.hex(absent);
  }

  private Bytes hexOf(String key, String digits, int min, int max) {
    boolean wellFormed = digits.matches("([0-9A-Fa-f]{2})*");
    int size = digits.length() / 2;
    if (!wellFormed || size < min || size > max) {
      String count = min == max ? "" + min : min + " to " + max;
      problem(key, "must be " + count + " bytes in hexadecimal digits");
      return filler(min);
    }
    return Bytes.hex(digits);
  }

  private static Bytes filler(int size) {
    return Bytes.of(new byte[size]);
  }

  /** A hexadecimal number of the given bytes. */
  int hexNumber(String key, int bytes) {
    return numberOf(hex(key, bytes, bytes));
  }

  /** A BER tag of 1 to 3 bytes. */
  int tag(String key) {
    int tag = numberOf(hex(key, 1, 3));
    int size = tag > 0xFFFF ? 3 : tag > 0xFF ? 2 : 1;
    int first = tag >> 8 * (size - 1);
    boolean more = (first & 0x1F) == 0x1F;
    boolean open = (tag & 0x80) != 0 && size > 1;
    boolean middle = size < 3 || (tag >> 8 & 0x80) != 0;
    if (more != (size > 1) || open || !middle) {
      problem(key, "is no BER-TLV tag (ISO 7816-4, 5.2.2.1)");
    }
    return tag;
  }

  static int numberOf(Bytes bytes) {
    int value = 0;
    for (int i = 0; i < bytes.size(); i++) {
      value = value << 8 | bytes.at(i);
    }
    return value;
  }

  /** One of a list of words. */
  <T> T word(String key, Map<String, T> words) {
    String word = text(key);
    T value = words.get(word);
    if (value != null) {
      return value;
    }
    if (members.containsKey(key)) {
      unknown(key, word, words.keySet());
    }
    return words.values().iterator().next();
  }

  <T> T word(String key, Map<String, T> words, T absent) {
    return has(key) ? word(key, words) : absent;
  }

  /** A name that must be declared elsewhere in the profile. */
  String reference(String key, Collection<String> names) {
    String name = text(key);
    if (members.containsKey(key) && !names.contains(name)) {
      unknown(key, name, names);
    }
    return name;
  }

  void unknown(String key, String word, Collection<String> words) {
    problem(key, "\"" + word + "\" is none of " + words + Problems.near(word, words));
  }

  Member object(String key) {
    Json value = required(key);
    return new Member(
        problems,
        path + "/" + key,
        value == null ? new Json.Obj(new LinkedHashMap<>(), json.line()) : value);
  }

  /** A member that is anything; the path goes with it. */
  <T> T any(String key, BiFunction<String, Json, T> reading) {
    Json value = required(key);
    return reading.apply(
        path + "/" + key, value == null ? new Json.Arr(List.of(), json.line()) : value);
  }

  /** A list, each item read on its own; empty if there is none. */
  <T> List<T> list(String key, BiFunction<String, Json, T> reading) {
    if (!has(key)) {
      return List.of();
    }
    if (!(members.get(key) instanceof Json.Arr arr)) {
      problem(key, "must be a list");
      return List.of();
    }
    return IntStream.range(0, arr.items().size())
        .mapToObj(i -> reading.apply(path + "/" + key + "/" + i, arr.items().get(i)))
        .toList();
  }

  List<Member> objects(String key) {
    return list(key, (at, value) -> new Member(problems, at, value));
  }

  List<String> texts(String key) {
    return list(
        key,
        (at, value) -> {
          if (value instanceof Json.Str str) {
            return str.text();
          }
          problems.add(value.line(), at, "is " + value.kind() + "; a string was expected");
          return "";
        });
  }

  /** An object whose members are all of one kind; empty if there is none. */
  <T> Map<String, T> map(String key, Function<Member, T> reading) {
    Map<String, T> all = new LinkedHashMap<>();
    if (has(key)) {
      Member section = object(key);
      section.members.forEach((name, value) ->
          all.put(name, reading.apply(new Member(problems, section.path + "/" + name, value))));
    }
    return all;
  }

  /** An object whose members are read as they are; empty if there is none. */
  <T> Map<String, T> anyMap(String key, BiFunction<String, Json, T> reading) {
    Map<String, T> all = new LinkedHashMap<>();
    if (has(key)) {
      Member section = object(key);
      section.members.forEach(
          (name, value) -> all.put(name, reading.apply(section.path + "/" + name, value)));
    }
    return all;
  }

  Map<String, String> textMap(String key) {
    Map<String, String> all = new HashMap<>();
    if (has(key)) {
      Member section = object(key);
      section.members.keySet().forEach(name -> all.put(name, section.text(name)));
    }
    return all;
  }

  /** The name of this object in its parent. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  Problems problems() {
    return problems;
  }
}
