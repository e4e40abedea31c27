package org.countersign.personalization.issue;

import org.countersign.driver.Effect;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.profile.Step.EffectClass;

/** What may have happened to the card so far. */
final class Progress {

  private final boolean resumable;
  private boolean triesAtRisk;
  private boolean changed;
  private boolean activated;

  /**
   * Of a card that nothing has happened to.
   *
   * @param resumable whether a card that is written in part can be gone on with
   */
  Progress(boolean resumable) {
    this.resumable = resumable;
  }

  /** Of a card that was written in part before. */
  static Progress resumed() {
    Progress progress = new Progress(true);
    progress.changed = true;
    return progress;
  }

  /** A command with an effect was sent and answered, whatever the answer. */
  void happened(EffectClass effect) {
    failed(effect, Effect.UNKNOWN);
  }

  /** A command with an effect was lost. */
  void failed(EffectClass effect, Effect known) {
    if (known == Effect.NONE) {
      return;
    }
    switch (effect) {
      case NONE -> {}
      case AUTHENTICATES -> triesAtRisk = true;
      case CHANGES -> changed = true;
      case ACTIVATES -> activated = true;
    }
  }

  /** The card accepted an authentication, which gives all tries back. */
  void authenticated() {
    triesAtRisk = false;
  }

  /** Whether the card may be valid. */
  boolean mayBeActive() {
    return activated;
  }

  /** Whether a try may be spent that the card has not given back. */
  boolean triesAtRisk() {
    return triesAtRisk;
  }

  /** What is to become of the card if nobody but a device or we ourselves failed. */
  CardState cardState() {
    // A try that may be spent does not make it waste, but it is no blank like the others.
    return cardState(CardState.BLANK, CardState.ATTEMPTED);
  }

  /**
   * What is to become of the card.
   *
   * @param untouched what an untouched card is
   * @param attempted what one is of which a try may be spent
   */
  CardState cardState(CardState untouched, CardState attempted) {
    if (activated) {
      return CardState.IN_DOUBT;
    }
    if (changed) {
      return resumable ? CardState.UNFINISHED : CardState.SPOILED;
    }
    return triesAtRisk ? attempted : untouched;
  }
}
