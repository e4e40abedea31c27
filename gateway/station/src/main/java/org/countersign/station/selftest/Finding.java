package org.countersign.station.selftest;

import java.util.List;

/**
 * Something that was found, in no language yet; {@link Catalogue} has the words. No personal data.
 *
 * @param subject device, suite or product; empty if there is only one
 * @param code key of its words
 * @param arguments for the places in them
 */
public record Finding(
    Item item, String subject, Verdict verdict, String code, List<String> arguments) {

  public Finding {
    arguments = List.copyOf(arguments);
  }

  /** All is well with something. */
  public static Finding good(Item item, String subject, String code, Object... arguments) {
    return of(item, subject, Verdict.GOOD, code, arguments);
  }

  /** Somebody should see to something. */
  public static Finding warning(Item item, String subject, String code, Object... arguments) {
    return of(item, subject, Verdict.WARNING, code, arguments);
  }

  /** Something stops cards. */
  public static Finding bad(Item item, String subject, String code, Object... arguments) {
    return of(item, subject, Verdict.BAD, code, arguments);
  }

  /** With a verdict that depends. */
  public static Finding of(
      Item item, String subject, Verdict verdict, String code, Object... arguments) {
    return new Finding(
        item, subject, verdict, code, List.of(arguments).stream().map(String::valueOf).toList());
  }
}
