package org.countersign.emulator.ccid;

/** What a reader does now and then, most of it badly. */
public enum Habit {
  /** Says that a good command came damaged. */
  REFUSE,
  /** Works, and answers nothing. */
  NO_ANSWER,
  /** Neither works nor answers: the command went by. */
  DEAF,
  /** The answer's check byte is wrong. */
  WRONG_CHECK,
  /** The answer has the sequence number of another command. */
  OTHER_SEQUENCE,
  /** The answer before is sent again, and then this one. */
  OLD_ANSWER_FIRST,
  /** The answer comes twice. */
  TWICE,
  /** Noise comes before the answer. */
  NOISE,
  /** Asks for time before it answers, as the framing and CCID have it. */
  MORE_TIME,
  /** Tells of a card that came although none did, before the answer. */
  FALSE_SLOT_CHANGE,
  /** Says that the slot is busy, and does nothing. */
  BUSY,
  /** The echo of the command has another byte, and a check byte to fit. Twin alone. */
  GARBLED_ECHO,
  /** No echo of the command. Twin alone. */
  NO_ECHO,
  /** The card asks for more time by an S-block. T=1 to a reader of single blocks. */
  CARD_MORE_TIME,
  /** The card's block is damaged between card and reader. T=1 to a reader of single blocks. */
  CARD_GARBLED,
  /** The card gets nothing of the block, and the reader says that it is mute. */
  CARD_DEAF
}
