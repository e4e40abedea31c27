package org.countersign.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.countersign.simulator.CardFault;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.VirtualCard;

/**
 * Blanks without end for every encoder of a run, each with a fault of its own now and then; and the
 * pile of cards that have left an encoder, however they did. Any thread.
 */
final class SoakHopper {

  /** A stay with a fault, of so many. */
  private static final int ONE_IN = 12;

  /** A permit takes some 35 commands; one that is gone on with somewhat more. */
  private static final int COMMANDS = 40;

  /** EEPROM pages of the largest command, and some. */
  private static final int PAGES = 140;

  private static final List<Integer> STATUS = List.of(0x6F00, 0x6581, 0x6982, 0x6985, 0x6A84);

  /** A card with what will happen to it at the encoder. */
  record Fed(VirtualCard card, FaultPlan faults) {}

  /**
   * A card that has left an encoder.
   *
   * @param retained whether it lies in the encoder's bin, where nobody takes a card for a blank
   */
  record Left(VirtualCard card, boolean retained) {}

  private final CardSpec blank;
  private final RandomGenerator chance;
  private final Deque<VirtualCard> returned = new ArrayDeque<>();
  private final Queue<Left> out = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> faults = new TreeMap<>();
  private long made;

  SoakHopper(CardSpec blank, RandomGenerator chance) {
    this.blank = blank;
    this.chance = chance;
  }

  /** The next card: one that was put back, otherwise a new blank. */
  synchronized Fed next() {
    VirtualCard card = returned.poll();
    if (card == null) {
      card = VirtualCard.make(blank);
      made++;
    }
    return new Fed(card, plan());
  }

  private FaultPlan plan() {
    if (chance.nextInt(ONE_IN) != 0) {
      return FaultPlan.none();
    }
    int at = 1 + chance.nextInt(COMMANDS);
    CardFault fault =
        switch (chance.nextInt(3)) {
          case 0 -> new CardFault.Pull(at, chance.nextInt(PAGES));
          case 1 -> new CardFault.WrongStatus(at, STATUS.get(chance.nextInt(STATUS.size())));
          default -> new CardFault.AnswerLost(at);
        };
    faults.merge(fault.getClass().getSimpleName(), 1, Integer::sum);
    return FaultPlan.none().with(fault);
  }

  /** Lays a card on top: some encoder feeds it next. */
  synchronized void putBack(VirtualCard card) {
    returned.add(card);
  }

  /** A card is no longer in any encoder. */
  void left(VirtualCard card, boolean retained) {
    out.add(new Left(card, retained));
  }

  /** Takes a card that has left an encoder; null if there is none. */
  @org.jspecify.annotations.Nullable
  Left takeOut() {
    return out.poll();
  }

  /** Blanks that were taken out of their box. */
  synchronized long made() {
    return made;
  }

  /** Faults by kind that stays were planned with. */
  synchronized Map<String, Integer> faults() {
    return new TreeMap<>(faults);
  }

  /** Cards that lie on top. */
  synchronized int lying() {
    return returned.size();
  }
}
