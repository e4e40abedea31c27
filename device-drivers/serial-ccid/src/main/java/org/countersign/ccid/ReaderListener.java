package org.countersign.ccid;

/** Hears what the reader says by itself, on the device's thread. */
interface ReaderListener {

  /**
   * A card came or went; not certain where the framing has no check for it.
   *
   * @param states bmSlotICCState
   */
  void slotMayHaveChanged(int states);
}
