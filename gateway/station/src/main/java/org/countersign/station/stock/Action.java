package org.countersign.station.stock;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What persons do with batches and cards. */
public enum Action {
  /** The batch is what a device, or a hand, takes blanks from now. */
  OPEN("open", "启用", false, EnumSet.noneOf(CardState.class), CardState.BLANK),
  /** It no longer is. */
  SHUT("shut", "停用", false, EnumSet.noneOf(CardState.class), CardState.BLANK),
  /** The blanks of a batch were counted by hand. */
  COUNT("count", "清点", true, EnumSet.noneOf(CardState.class), CardState.BLANK),
  /** Cards that were taken while no batch was open belong to this one. */
  ASSIGN("assign", "归批", true, EnumSet.noneOf(CardState.class), CardState.BLANK),
  /** Waste; also to witness what a device has spoiled. */
  SPOIL(
      "spoil",
      "作废",
      true,
      EnumSet.of(CardState.BLANK, CardState.QUARANTINED, CardState.IN_DOUBT, CardState.SPOILED),
      CardState.SPOILED),
  DESTROY(
      "destroy",
      "销毁",
      true,
      EnumSet.of(CardState.SPOILED, CardState.QUARANTINED),
      CardState.DESTROYED),
  /** Sent to the centre. */
  RETURN(
      "return",
      "退回",
      true,
      EnumSet.of(CardState.BLANK, CardState.QUARANTINED, CardState.SPOILED),
      CardState.RETURNED),
  /** Not to be found. */
  LOSE(
      "lose",
      "报失",
      true,
      EnumSet.of(CardState.BLANK, CardState.IN_DOUBT, CardState.QUARANTINED, CardState.SPOILED),
      CardState.LOST),
  /** The number of a card that a device took in unread is known now. */
  IDENTIFY("identify", "核号", true, EnumSet.of(CardState.QUARANTINED), CardState.QUARANTINED);

  private final String word;
  private final String chinese;
  private final boolean second;
  private final Set<CardState> from;
  private final CardState to;

  Action(String word, String chinese, boolean second, Set<CardState> from, CardState to) {
    this.word = word;
    this.chinese = chinese;
    this.second = second;
    this.from = from;
    this.to = to;
  }

  /** The action of a word of the API; empty if there is none. */
  public static Optional<Action> of(String word) {
    return Stream.of(values()).filter(action -> action.word.equals(word)).findFirst();
  }

  /** The word in the API. */
  public String word() {
    return word;
  }

  /** On paper, in Chinese. */
  public String chinese() {
    return chinese;
  }

  /** Whether a second person, and between the two a supervisor, must be there. */
  public boolean takesSecond() {
    return second;
  }

  /** Whether it moves cards from one state to another. */
  public boolean movesCards() {
    return !from.isEmpty();
  }

  /** Whether cards of this state can be moved by it. */
  public boolean mayMove(CardState state) {
    return from.contains(state);
  }

  /** States that it moves cards out of. */
  public Set<CardState> from() {
    return EnumSet.copyOf(from);
  }

  /** State that it moves cards to. */
  public CardState to() {
    return to;
  }
}
