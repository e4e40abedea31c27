package org.countersign.encoderprinter;

import java.util.Locale;
import java.util.Optional;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * What one of the printer's words means.
 *
 * @param name the word
 * @param fault empty if all is well
 * @param effect whether what was asked for has happened
 * @param before the operation that must not begin while the state says so
 * @param remedy what to do
 */
record Word(String name, Optional<Fault> fault, Effect effect, Before before, String remedy) {

  /** What a state stands in the way of. */
  enum Before {
    FEED,
    PRINT,
    ANY,
    NOTHING
  }

  /** Reads {@code fault effect when remedy}. */
  static Word parse(String name, String line) {
    String[] parts = line.trim().split("\\s+", 4);
    if (parts.length < 4) {
      throw new IllegalArgumentException("'" + line + "' is no fault, effect, when and remedy");
    }
    Optional<Fault> fault =
        parts[0].equals("READY") ? Optional.empty() : Optional.of(Fault.valueOf(parts[0]));
    Before before =
        parts[2].equals("-") ? Before.NOTHING : Before.valueOf(parts[2].toUpperCase(Locale.ROOT));
    return new Word(name, fault, Effect.valueOf(parts[1]), before, parts[3]);
  }

  /** A word that no dialect knows. */
  static Word unknown(String name) {
    return new Word(
        name,
        Optional.of(Fault.HARDWARE),
        Effect.UNKNOWN,
        Before.NOTHING,
        "look at the printer; if it is well, add the word to its dialect");
  }

  /**
   * The word of an answer: letters, digits, {@code -} and {@code _} at the beginning, up to forty;
   * nothing else of an answer goes into a message, as it may be a card's data.
   */
  static String of(String text) {
    StringBuilder word = new StringBuilder();
    for (char c : text.strip().replace(' ', '_').toCharArray()) {
      boolean letter = c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      boolean plain = letter || digit || c == '_' || c == '-';
      if (!plain || word.length() == 40) {
        break;
      }
      word.append(c);
    }
    return word.isEmpty() ? "ANOTHER_ANSWER" : word.toString();
  }

  boolean standsInTheWayOf(Before operation) {
    return fault.isPresent() && (before == Before.ANY || before == operation);
  }

  /** As a failure; with another effect than the word's own if the caller knows it. */
  DeviceException failure(String doing, Effect known) {
    return new DeviceException(
        fault.orElse(Fault.HARDWARE),
        known,
        name,
        "%s: the printer says %s; %s".formatted(doing, name, remedy));
  }

  DeviceException failure(String doing) {
    return failure(doing, effect);
  }
}
