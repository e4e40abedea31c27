package org.countersign.demo;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The card products that the demo knows, and the blanks that they are made from. */
enum Product {
  RESIDENCE_PERMIT("residence-permit", "lds", "transport", true, "applications.jsonl"),
  REGISTRATION_CARD(
      "residence-registration-card", "file", "personalization", false, "registrations.jsonl");

  private final String profile;
  private final String chip;
  private final String blankKey;
  private final boolean diversified;
  private final String examples;

  Product(String profile, String chip, String blankKey, boolean diversified, String examples) {
    this.profile = profile;
    this.chip = chip;
    this.blankKey = blankKey;
    this.diversified = diversified;
    this.examples = examples;
  }

  /**
   * The product of a profile.
   *
   * @throws IllegalArgumentException with the names there are
   */
  static Product of(String profile) {
    return Arrays.stream(values())
        .filter(p -> p.profile.equals(profile))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no product '%s'; there are %s"
                    .formatted(
                        profile,
                        Arrays.stream(values())
                            .map(Product::profile)
                            .collect(Collectors.joining(", ")))));
  }

  /** Profile id. */
  String profile() {
    return profile;
  }

  /** The simulator's kind of chip. */
  String chip() {
    return chip;
  }

  /** Name of the master key that blanks come with. */
  String blankKey() {
    return blankKey;
  }

  /** Whether a blank's key is derived from the master key. */
  boolean diversified() {
    return diversified;
  }

  /** File of example applications. */
  String examples() {
    return examples;
  }
}
