package org.countersign.centre.silence;

import java.util.OptionalLong;

/**
 * A silence that lasts. Times are milliseconds since 1970-01-01T00:00:00Z, by the centre's clock.
 */
final class OpenSilence {

  final long from;
  final long heardAt;
  final LastWords words;
  final long hungAt;
  private final boolean witnessed;
  boolean died;
  Parting parting;

  /**
   * A silence that was found.
   *
   * @param witnessed whether it was found as it began, and not when the centre came itself
   */
  OpenSilence(
      long from,
      long heardAt,
      LastWords words,
      boolean witnessed,
      boolean died,
      Parting parting,
      long hungAt) {
    this.from = from;
    this.heardAt = heardAt;
    this.words = words;
    this.witnessed = witnessed;
    this.died = died;
    this.parting = parting;
    this.hungAt = hungAt;
  }

  /** Near when it began; empty if nobody knows. */
  OptionalLong began() {
    return witnessed ? OptionalLong.of(from) : OptionalLong.empty();
  }
}
