package org.countersign.simulator;

import java.util.List;

/**
 * What is in a virtual card, for assertions and for who wants to look.
 *
 * @param kind kind of chip
 * @param lifeCycle {@code SELECTABLE} or {@code PERSONALIZED} (LDS application), {@code CREATION}
 *     or {@code ACTIVATED} (file card: a DF of it), {@code UNKNOWN} (foreign)
 * @param triesLeft failed authentications that the transport or issuer keys still bear
 * @param keyVersion key version number of the security domain; 0 for a file card
 * @param powerUps times it was powered up or reset
 * @param commands commands it has seen
 * @param pagesWritten EEPROM pages programmed since it was made
 * @param memoryUsed bytes in use
 * @param files its EFs in the order of their identifiers, EF.ICCID of the file card left out
 * @param defects mistakes of the simulator that a host saw as 6F00; always to be empty
 */
public record CardState(
    CardKind kind,
    String lifeCycle,
    int triesLeft,
    int keyVersion,
    int powerUps,
    long commands,
    long pagesWritten,
    int memoryUsed,
    List<FileState> files,
    List<Throwable> defects) {

  public CardState {
    files = List.copyOf(files);
    defects = List.copyOf(defects);
  }

  /**
   * An elementary file.
   *
   * @param fid file identifier
   * @param size bytes
   * @param complete whether its contents were written to the end (LDS), or it is activated (file
   *     card)
   */
  public record FileState(int fid, int size, boolean complete) {}

  /** Whether the card says that its issuer has finished it. */
  public boolean isFinished() {
    return lifeCycle.equals("PERSONALIZED") || lifeCycle.equals("ACTIVATED");
  }
}
