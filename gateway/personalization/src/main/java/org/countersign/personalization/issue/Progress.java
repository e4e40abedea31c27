package org.countersign.personalization.issue;

import org.countersign.driver.Effect;
import org.countersign.personalization.issue.IssuanceException.CardState;
import org.countersign.personalization.profile.Step.EffectClass;

/** What may have happened to the card so far. */
final class Progress {

  private boolean triesAtRisk;
  private boolean changed;
  private boolean activated;

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

  /** Whether the card is still as it was. */
  boolean untouched() {
    return !activated && !changed && !triesAtRisk;
  }

  /**
   * What is to become of the card.
   *
   * @param untouchedState what an untouched card is
   */
  CardState cardState(CardState untouchedState) {
    if (activated) {
      return CardState.IN_DOUBT;
    }
    if (changed) {
      return CardState.SPOILED;
    }
    // A try that may be spent does not make it waste, but it is no blank like the others.
    return triesAtRisk ? CardState.QUARANTINED : untouchedState;
  }
}
