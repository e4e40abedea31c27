package org.countersign.centre.silence;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

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

  /** The verdict that the store has, or is to have next. */
  @Nullable Verdict kept;

  /** Of the centre's life before; what it stood on is gone, so that it is not made anew. */
  private Optional<Verdict> before = Optional.empty();

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

  /** One from before a restart; the store does not say whether it was witnessed. */
  static OpenSilence restored(Silence saved) {
    OpenSilence silence =
        new OpenSilence(
            saved.from(),
            saved.heardAt(),
            saved.words(),
            false,
            true,
            Parting.UNTOLD,
            Long.MAX_VALUE);
    silence.before = Optional.of(saved.verdict());
    silence.kept = saved.verdict();
    return silence;
  }

  /** The verdict from before a restart, as long as nothing else is known of its session. */
  Optional<Verdict> before() {
    return before;
  }

  /** Its NDEATH came. */
  void died() {
    died = true;
    before = Optional.empty();
  }

  /** The broker says how its session ended; a later word is of a later try to connect. */
  void parted(Parting word) {
    boolean sessionStood = before.map(verdict -> verdict.why() == Why.HUNG).orElse(true);
    if (parting == Parting.UNTOLD && sessionStood) {
      parting = word;
      before = Optional.empty();
    }
  }

  /** Near when it began; empty if nobody knows. */
  OptionalLong began() {
    return witnessed ? OptionalLong.of(from) : OptionalLong.empty();
  }
}
