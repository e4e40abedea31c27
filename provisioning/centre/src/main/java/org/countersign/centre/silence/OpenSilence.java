package org.countersign.centre.silence;

/**
 * A silence that lasts. Times are milliseconds since 1970-01-01T00:00:00Z, by the centre's clock.
 */
final class OpenSilence {

  final long from;
  final long heardAt;
  final LastWords words;
  final long hungAt;
  boolean died;
  Parting parting;

  OpenSilence(
      long from, long heardAt, LastWords words, boolean died, Parting parting, long hungAt) {
    this.from = from;
    this.heardAt = heardAt;
    this.words = words;
    this.died = died;
    this.parting = parting;
    this.hungAt = hungAt;
  }
}
