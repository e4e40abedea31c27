package org.countersign.ccid;

import java.time.Duration;

/** Hands bytes to the card through the reader and takes what the card sends back. */
interface CardLink {

  /** Longest piece that goes through at once, either way. */
  int greatest();

  /**
   * One XfrBlock.
   *
   * @param times by how many the card's time is longer this once (bBWI)
   * @param level wLevelParameter
   * @param cardTime what the card may take, before that
   * @param waitOut as in {@link CcidLine#ask}
   */
  CcidMessage transfer(
      byte[] bytes, int times, int level, Duration cardTime, boolean waitOut, Deadline deadline)
      throws ExchangeFailure;
}
