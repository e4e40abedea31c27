package org.countersign.tck;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.driver.CardPositions;
import org.countersign.driver.CardPositions.Position;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.junit.jupiter.api.Test;

/** The stations inside a device. */
abstract class CardPositionsChecks extends Checks {

  CardPositionsChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isThereExactlyIfDeclared() throws Exception {
    isThereExactlyIfDeclared(CardPositions.class);
  }

  @Test
  void movesTheCardToEveryPosition() throws Exception {
    Duration limit = rig().bench.movementLimit();
    try (Session session = rig().open()) {
      CardPositions positions = session.require(CardPositions.class);
      Set<Position> all = session.ask("positions", Duration.ZERO, d -> positions.positions());
      Proof.holds(!all.isEmpty(), "positions()", "at least one", all);
      session.require(ChipContact.class);
      Chip chip = new Chip(session).put();
      for (Position position : all) {
        session.order("moveTo " + position, limit, d -> positions.moveTo(position, limit));
        Proof.same(
            "positions() later",
            all,
            session.ask("positions", Duration.ZERO, d -> positions.positions()));
      }
      for (Position position : all) {
        if (position != Position.PRINT) {
          session.order("moveTo " + position, limit, d -> positions.moveTo(position, limit));
          chip.power().exchange(2);
        }
      }
    }
  }

  @Test
  void saysThatNoCardIsThere() throws Exception {
    Duration limit = rig().bench.movementLimit();
    try (Session session = rig().open()) {
      CardPositions positions = session.require(CardPositions.class);
      session.require(ChipContact.class);
      new Chip(session).clear();
      Position any =
          session.ask("positions", Duration.ZERO, d -> positions.positions()).iterator().next();
      DeviceException missing =
          session.failure("moveTo without a card", limit, d -> positions.moveTo(any, limit));
      Proof.failure("moveTo without a card", missing, Fault.CARD_MISSING, Effect.NONE);
    }
  }
}
