package org.countersign.station.stock;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a card that was received can be. Every card is in exactly one of these states. */
public enum CardState {
  BLANK("blank", "空白"),
  IN_PROCESS("inProcess", "制作中"),
  /** Only reading it can tell. */
  IN_DOUBT("inDoubt", "存疑"),
  ISSUED("issued", "已签发"),
  /** Waste that is still at the station. */
  SPOILED("spoiled", "作废"),
  /** Set aside: not ours, or not blank. */
  QUARANTINED("quarantined", "隔离"),
  /** Sent to the centre. */
  RETURNED("returned", "已退回"),
  DESTROYED("destroyed", "已销毁"),
  LOST("lost", "遗失");

  private final String word;
  private final String chinese;

  CardState(String word, String chinese) {
    this.word = word;
    this.chinese = chinese;
  }

  /** The state of a word of the API; empty if there is none. */
  public static Optional<CardState> of(String word) {
    return Stream.of(values()).filter(state -> state.word.equals(word)).findFirst();
  }

  /** The word in API and metrics. */
  public String word() {
    return word;
  }

  /** On paper, in Chinese. */
  public String chinese() {
    return chinese;
  }

  /** In a sentence. */
  public String english() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
