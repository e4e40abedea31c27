package org.countersign.simulator;

import java.util.List;
import org.countersign.simulator.CardFault.Foreign;
import org.countersign.simulator.CardFault.Issued;
import org.countersign.simulator.CardFault.WrongKeys;
import org.countersign.simulator.CardSpec.Condition;

/** Makes the cards of a hopper, each as the fault plan wants it. */
final class BlankSupply {

  private final CardSpec spec;
  private final FaultPlan plan;
  private int made;

  BlankSupply(CardSpec spec, FaultPlan plan) {
    this.spec = spec;
    this.plan = plan;
  }

  /** The next card with its faults. */
  InsertedCard next() {
    List<CardFault> faults = plan.faultsOf(++made);
    return inserted(VirtualCard.make(specWith(faults)), faults);
  }

  /** A card that somebody brings; the faults that a card is made with do not touch it. */
  InsertedCard brought(VirtualCard card) {
    return inserted(card, plan.faultsOf(++made));
  }

  private InsertedCard inserted(VirtualCard card, List<CardFault> faults) {
    return new InsertedCard(card, faults, () -> VirtualCard.make(spec));
  }

  private CardSpec specWith(List<CardFault> faults) {
    CardSpec made = spec;
    for (CardFault fault : faults) {
      made =
          switch (fault) {
            case Foreign foreign -> CardSpec.blank(CardKind.FOREIGN);
            case Issued issued -> made.in(Condition.ISSUED);
            case WrongKeys wrong -> made.in(Condition.WRONG_KEYS);
            default -> made;
          };
    }
    return made;
  }
}
