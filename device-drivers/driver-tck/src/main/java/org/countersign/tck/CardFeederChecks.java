package org.countersign.tck;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.junit.jupiter.api.Test;

/** Blanks on their way to the chip station. */
abstract class CardFeederChecks extends Checks {

  CardFeederChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isThereExactlyIfDeclared() throws Exception {
    isThereExactlyIfDeclared(CardFeeder.class);
  }

  @Test
  void bringsACardAndCountsIt() throws Exception {
    try (Session session = rig().open()) {
      CardFeeder feeder = session.require(CardFeeder.class);
      clear(session);
      int before = cards(units(session, feeder));
      Duration limit = rig().bench.movementLimit();
      session.order("feed", limit, d -> feeder.feed(limit));
      if (session.declared().contains(ChipContact.class)) {
        Proof.holds(
            new Chip(session).isThere(true, Chip.POWER), "the card after feed", "there", "not");
      }
      int after = cards(units(session, feeder));
      Proof.holds(
          after == before - 1 || after == before && before <= 0,
          "cards in the storage units after feed",
          before - 1,
          after);
    }
  }

  private static void clear(Session session) throws Exception {
    if (session.declared().contains(ChipContact.class)) {
      new Chip(session).clear();
    }
  }

  private static List<StorageUnit> units(Session session, CardFeeder feeder) throws Exception {
    List<StorageUnit> units = session.ask("units", Chip.POWER, d -> feeder.units());
    Proof.holds(!units.isEmpty(), "units()", "at least one storage unit", units);
    return units;
  }

  private static int cards(List<StorageUnit> units) {
    return units.stream().mapToInt(StorageUnit::count).sum();
  }

  @Test
  void feedsNoSecondCardOntoTheFirst() throws Exception {
    try (Session session = rig().open()) {
      CardFeeder feeder = session.require(CardFeeder.class);
      session.require(ChipContact.class);
      new Chip(session).put();
      DeviceException refused = failedFeed(session, feeder, "feed onto a card");
      Proof.same("effect of feeding onto a card", Effect.NONE, refused.effect());
    }
  }

  private DeviceException failedFeed(Session session, CardFeeder feeder, String what)
      throws Exception {
    Duration limit = rig().bench.movementLimit();
    return session.failure(what, limit, d -> feeder.feed(limit));
  }

  @Test
  void saysThatTheHopperIsEmpty() throws Exception {
    try (Session session = rig().open()) {
      CardFeeder feeder = session.require(CardFeeder.class);
      rig().require(Deed.EMPTY_HOPPER, Deed.FILL_HOPPER);
      clear(session);
      rig().perform(Deed.EMPTY_HOPPER);
      try {
        DeviceException empty = failedFeed(session, feeder, "feed from an empty hopper");
        Proof.failure("feed from an empty hopper", empty, Fault.SUPPLY_EMPTY, Effect.NONE);
      } finally {
        rig().perform(Deed.FILL_HOPPER);
      }
    }
  }

  @Test
  void saysThatACardJams() throws Exception {
    try (Session session = rig().open()) {
      CardFeeder feeder = session.require(CardFeeder.class);
      rig().require(Deed.JAM_NEXT_CARD);
      clear(session);
      rig().perform(Deed.JAM_NEXT_CARD);
      DeviceException jam = failedFeed(session, feeder, "feed of a card that jams");
      Proof.failure(
          "feed of a card that jams",
          jam,
          EnumSet.of(Fault.CARD_JAM),
          EnumSet.of(Effect.UNKNOWN, Effect.DONE));
    }
  }
}
