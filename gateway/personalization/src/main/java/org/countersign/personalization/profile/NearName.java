package org.countersign.personalization.profile;

import java.util.Collection;

/** Suggests what a word that is not known may have been meant to be. */
public final class NearName {

  private static final int SHOWN = 40;

  private NearName() {}

  /** For example {@code ; did you mean "birthDate"?}; empty if nothing is near. */
  public static String of(String word, Collection<String> known) {
    return Problems.near(shown(word), known);
  }

  /** The word as it may stand in a message: short and printable. */
  public static String shown(String word) {
    String printable = word.replaceAll("[^A-Za-z0-9._-]", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN);
  }
}
