package org.countersign.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which faults strike which cards.
 *
 * <pre>
 * plan   = [ item *( ";" item ) ]
 * item   = fault [ "card=" N ]                 N-th card that the device feeds, from 1; else every card
 * fault  = "pull@K" [ ":" PAGES ]              leaves during command K after so many pages (default 1)
 *        | "sw=XXXX@K"                         command K is answered with XXXX and not run
 *        | "answer-lost@K"                     command K is run, its response is lost
 *        | "mute" [ "@K" ]                     no answer to reset, or from command K on
 *        | "swap@K" | "swap-unnoticed@K"       another blank lies there at command K
 *        | "jam" | "foreign" | "issued" | "wrong-keys"
 * </pre>
 */
public final class FaultPlan {

  private static final FaultPlan NONE = new FaultPlan(List.of());

  private final List<Item> items;

  private FaultPlan(List<Item> items) {
    this.items = List.copyOf(items);
  }

  /** Nothing goes wrong. */
  public static FaultPlan none() {
    return NONE;
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException with the item that is wrong and what may stand there
   */
  public static FaultPlan parse(String text) {
    return new FaultPlan(FaultSyntax.parse(text));
  }

  /** This plan and a fault that strikes every card. */
  public FaultPlan with(CardFault fault) {
    return plus(new Item(fault, OptionalInt.empty()));
  }

  /** This plan and a fault that strikes one card, counted from 1. */
  public FaultPlan with(CardFault fault, int card) {
    return plus(new Item(fault, OptionalInt.of(card)));
  }

  private FaultPlan plus(Item item) {
    List<Item> more = new ArrayList<>(items);
    more.add(item);
    return new FaultPlan(more);
  }

  /** The faults of the card with that number, counted from 1. */
  public List<CardFault> faultsOf(int card) {
    return items.stream()
        .filter(i -> i.card.isEmpty() || i.card.getAsInt() == card)
        .map(Item::fault)
        .toList();
  }

  /**
   * A fault and whom it strikes.
   *
   * @param card the card's number from 1; empty for every card
   */
  record Item(CardFault fault, OptionalInt card) {}
}
