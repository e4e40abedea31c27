package org.countersign.station.operators;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A person of the counter.
 *
 * @param name 1 to 32 letters of any script, digits and {@code . _ -}; best a staff number, since
 *     it stands in the record and on paper
 */
public record Operator(String name, Role role, PinHash pin) {

  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,31}");

  /** What a person may. */
  public enum Role {
    /** Receives, opens and counts; opens and closes shifts. */
    CLERK,
    /** One of two persons wherever cards leave the stock. */
    SUPERVISOR;

    /** The role of a word of the file; empty if there is none. */
    public static Optional<Role> of(String word) {
      return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
    }

    /** The word in the file. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a text can be a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
