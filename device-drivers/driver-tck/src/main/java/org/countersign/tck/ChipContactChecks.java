package org.countersign.tck;

import java.time.Duration;
import java.util.EnumSet;
import java.util.function.Supplier;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.tck.card.KitCommand;
import org.junit.jupiter.api.Test;

/** The chip at the contacts or the antenna. */
abstract class ChipContactChecks extends Checks {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int HEADER = 7;

  ChipContactChecks(Supplier<Rig> rig) {
    super(rig);
  }

  @Test
  void isThereExactlyIfDeclared() throws Exception {
    isThereExactlyIfDeclared(ChipContact.class);
  }

  @Test
  void powersTheChipUpAndTellsItsLimits() throws Exception {
    try (Session session = rig().open()) {
      ChipConnection connection = new Chip(session).power().connection();
      int atr = connection.answerToReset().length;
      Proof.holds(atr >= 2 && atr <= 33, "bytes of the ATR", "2 to 33 (ISO 7816-3, 8)", atr);
      int command = connection.maxCommandBytes();
      int response = connection.maxResponseBytes();
      Proof.holds(command >= 261 && command <= 65_544, "maxCommandBytes", "261 to 65544", command);
      Proof.holds(
          response >= 258 && response <= 65_538, "maxResponseBytes", "258 to 65538", response);
    }
  }

  @Test
  void resetsAChipThatHasPower() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      session.ask("powerOn again", LIMIT, d -> chip.contact.powerOn(LIMIT));
      byte[] answer = chip.send(KitCommand.note(rig().newTag()).bytes());
      boolean selected = answer.length == 2 && answer[0] == (byte) 0x90 && answer[1] == 0;
      Proof.holds(
          !selected,
          "a command of the kit's application after a reset without SELECT",
          "no 9000",
          "9000");
    }
  }

  @Test
  void carriesTheFourCasesAtEveryShortLength() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      chip.expect(KitCommand.note(rig().newTag()));
      for (int bytes : new int[] {1, 2, 127, 128, 253, 254, 255}) {
        chip.expect(KitCommand.give(bytes));
        chip.expect(KitCommand.take(rig().newTag(), bytes));
        chip.expect(KitCommand.echo(rig().newTag(), KitCommand.pattern(bytes, bytes)));
      }
      chip.expect(KitCommand.give(256));
    }
  }

  @Test
  void asksForAllThereIs() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      for (int bytes : new int[] {1, 16, 200}) {
        chip.expect(KitCommand.giveAll(bytes));
      }
    }
  }

  @Test
  void carriesExtendedLengthsAsFarAsItSays() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      ChipConnection connection = chip.connection();
      int most = connection.maxCommandBytes() - HEADER;
      int mostAnswer = connection.maxResponseBytes() - 2;
      if (most <= 256 && mostAnswer <= 256) {
        throw NotProven.absent("the device says that it carries short APDUs only");
      }
      for (int bytes : new int[] {256, 257, 1000, 4000, most}) {
        if (bytes <= most && bytes < 32_000) {
          chip.expect(KitCommand.take(rig().newTag(), bytes));
        }
      }
      for (int bytes : new int[] {257, 1000, 4000, mostAnswer}) {
        if (bytes <= mostAnswer && bytes < 32_000) {
          chip.expect(KitCommand.give(bytes));
        }
      }
    }
  }

  @Test
  void refusesACommandThatIsTooLongOrCarriesItWhole() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      int most = chip.connection().maxCommandBytes();
      if (chip.connection().protocol() == ChipConnection.Protocol.T0) {
        throw NotProven.absent("under T=0 a longer command may go in ENVELOPE, the card's affair");
      }
      if (most >= 65_535) {
        throw NotProven.absent("the device carries every command APDU");
      }
      KitCommand tooLong = KitCommand.take(rig().newTag(), most + 1);
      try {
        byte[] answer =
            session.attempt(
                "a command longer than maxCommandBytes",
                LIMIT,
                d -> chip.contact.transceive(tooLong.bytes(), LIMIT));
        Proof.sameBytes("a command longer than maxCommandBytes", tooLong.expected(), answer);
      } catch (DeviceException refused) {
        Proof.same("effect of a command that is too long", Effect.NONE, refused.effect());
      }
      chip.exchange(1);
    }
  }

  @Test
  void takesEveryStatusWordForAnAnswer() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      for (int sw : new int[] {0x6283, 0x63C2, 0x6700, 0x6982, 0x6A82, 0x6A88, 0x6D00, 0x6F00}) {
        chip.expect(KitCommand.status(sw));
      }
    }
  }

  @Test
  void leavesChainingToTheCallerUnderT1() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      if (chip.connection().protocol() == ChipConnection.Protocol.T0) {
        throw NotProven.absent("the card speaks T=0, where 61xx is the driver's");
      }
      chip.expect(KitCommand.status(0x6110));
    }
  }

  @Test
  void givesEachAnswerToItsOwnQuestion() throws Exception {
    try (Session session = rig().open()) {
      session.chip().exchange(100);
    }
  }

  @Test
  void seesACardComeAndGo() throws Exception {
    rig().require(Deed.INSERT_CARD, Deed.REMOVE_CARD);
    try (Session session = rig().open()) {
      Chip chip = new Chip(session);
      chip.put();
      Proof.holds(!chip.isThere(false, Duration.ZERO), "awaitChip(false) with a card", false, true);
      chip.clear();
      Proof.holds(
          !chip.isThere(true, Duration.ZERO), "awaitChip(true) without a card", false, true);
      chip.put();
    }
  }

  @Test
  void saysThatNoCardIsThere() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = new Chip(session).clear();
      DeviceException missing =
          session.failure("powerOn without a card", LIMIT, d -> chip.contact.powerOn(LIMIT));
      Proof.failure("powerOn without a card", missing, Fault.CARD_MISSING, Effect.NONE);
    }
  }

  @Test
  void saysThatTheChipIsMute() throws Exception {
    rig().require(Deed.MUTE_CARD, Deed.UNMUTE_CARD);
    try (Session session = rig().open()) {
      Chip chip = new Chip(session).put();
      rig().perform(Deed.MUTE_CARD);
      try {
        DeviceException mute =
            session.failure("powerOn of a mute chip", LIMIT, d -> chip.contact.powerOn(LIMIT));
        Proof.failure("powerOn of a mute chip", mute, Fault.CARD_MUTE, Effect.NONE);
      } finally {
        rig().perform(Deed.UNMUTE_CARD);
      }
      chip.power().exchange(1);
    }
  }

  @Test
  void failsWhenTheCardWasPulledAndKnowsTheNextOne() throws Exception {
    rig().require(Deed.INSERT_CARD, Deed.REMOVE_CARD);
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      rig().perform(Deed.REMOVE_CARD);
      DeviceException pulled =
          session.failure(
              "a command after the card was pulled",
              LIMIT,
              d -> chip.contact.transceive(KitCommand.note(rig().newTag()).bytes(), LIMIT));
      Proof.failure(
          "a command after the card was pulled",
          pulled,
          EnumSet.of(Fault.CARD_TAKEN, Fault.CARD_MISSING),
          EnumSet.of(Effect.NONE, Effect.UNKNOWN));
      chip.put().power().exchange(1);
    }
  }

  @Test
  void sendsNothingToAChipWithoutPower() throws Exception {
    try (Session session = rig().open()) {
      Chip chip = session.chip();
      int tag = rig().newTag();
      session.order("powerOff", LIMIT, d -> chip.contact.powerOff(LIMIT));
      session.order("powerOff again", LIMIT, d -> chip.contact.powerOff(LIMIT));
      DeviceException refused =
          session.failure(
              "a command without power",
              LIMIT,
              d -> chip.contact.transceive(KitCommand.note(tag).bytes(), LIMIT));
      Proof.same("effect of a command without power", Effect.NONE, refused.effect());
      Proof.same("times that the card saw it", 0, chip.power().count(tag));
    }
  }
}
