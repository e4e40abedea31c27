package org.countersign.tck;

import java.time.Duration;
import java.util.function.Supplier;
import org.countersign.driver.CardExit;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;

/** Cards on their way to a person or the retain bin. */
abstract class CardExitChecks extends Checks {

  CardExitChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isThereExactlyIfDeclared() throws Exception {
    isThereExactlyIfDeclared(CardExit.class);
  }

  private interface Way {
    void move(CardExit exit, Duration limit) throws DeviceException;
  }

  @Test
  void presentsTheCard() throws Exception {
    moves("present", CardExit::present);
  }

  @Test
  void retainsTheCard() throws Exception {
    moves("retain", CardExit::retain);
  }

  private void moves(String what, Way way) throws Exception {
    Duration limit = rig().bench.movementLimit();
    try (Session session = rig().open()) {
      CardExit exit = session.require(CardExit.class);
      session.require(ChipContact.class);
      Chip chip = new Chip(session).put();
      session.order(what, limit, d -> way.move(exit, limit));
      Proof.holds(
          chip.isThere(false, Chip.POWER), "the chip station after " + what, "empty", "a card");
      DeviceException missing =
          session.failure(what + " without a card", limit, d -> way.move(exit, limit));
      Proof.failure(what + " without a card", missing, Fault.CARD_MISSING, Effect.NONE);
    }
  }
}
