package org.countersign.centre.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Texts by number, each kept once and counted, so that four thousand devices which are {@code
 * online} hold one string. A number is used again when nobody holds its text.
 */
final class TextPool {

  /** Longer texts are cut: the page shows one line, and the record of events keeps the whole. */
  static final int LONGEST = 256;

  private static final String CUT = "…";

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<@Nullable String> texts = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private int[] holders = new int[64];

  /** Number of a text, to be given back by {@link #release}. */
  int take(String text) {
    String kept = text.length() > LONGEST ? text.substring(0, LONGEST - 1) + CUT : text;
    Integer known = numbers.get(kept);
    int number = known == null ? add(kept) : known;
    holders[number]++;
    return number;
  }

  private int add(String text) {
    int number;
    if (free.isEmpty()) {
      number = texts.size();
      texts.add(text);
      if (number == holders.length) {
        holders = java.util.Arrays.copyOf(holders, 2 * number);
      }
    } else {
      number = free.removeLast();
      texts.set(number, text);
    }
    numbers.put(text, number);
    return number;
  }

  /** The text of a number that is held. */
  String text(int number) {
    String text = texts.get(number);
    if (text == null) {
      throw new IllegalStateException("nobody holds text " + number);
    }
    return text;
  }

  /** One holder less. */
  void release(int number) {
    if (--holders[number] == 0) {
      numbers.remove(text(number));
      texts.set(number, null);
      free.add(number);
    }
  }

  /** Different texts that are held. */
  int size() {
    return numbers.size();
  }
}
