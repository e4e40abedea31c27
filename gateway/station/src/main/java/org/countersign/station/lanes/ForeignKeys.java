package org.countersign.station.lanes;

import java.util.HashMap;
import java.util.Map;
import org.countersign.personalization.issue.IssuanceException;
import org.countersign.personalization.plan.StepFailure;
import org.countersign.personalization.plan.StepFailure.Reason;

/**
 * Cards in a row that do not know our keys, by product: one is a bad card, several are a batch with
 * other keys, or a wrong key file. Begins anew with the service. The device's thread.
 */
final class ForeignKeys {

  /** From which on it is no chance any more. */
  static final int MANY = 3;

  private final Map<String, Integer> inARow = new HashMap<>();

  /** Whether it was the keys that a card was not issued for. */
  static boolean isCauseOf(IssuanceException e) {
    return e.getCause() instanceof StepFailure failure
        && (failure.reason() == Reason.WRONG_KEYS || failure.reason() == Reason.REFUSED);
  }

  /** A card refused them; true if that is an alarm. */
  boolean met(String product) {
    int cards = inARow.getOrDefault(product, 0) + 1;
    inARow.put(product, cards);
    return cards >= MANY;
  }

  /** A card accepted them. */
  void accepted(String product) {
    inARow.remove(product);
  }
}
