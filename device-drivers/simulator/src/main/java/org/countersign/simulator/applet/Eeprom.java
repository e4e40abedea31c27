package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/**
 * Persistent memory of a chip: counts what is used and programs page by page, so that a loss of
 * power in the middle of a command leaves the pages before it written and the others as they were.
 * Pages are {@value #PAGE} bytes from the start of each file.
 */
public final class Eeprom {

  /** Bytes that are programmed at once. */
  public static final int PAGE = 64;

  /** What a file costs beside its contents. */
  static final int FILE_HEADER = 16;

  private static final int NEVER = Integer.MAX_VALUE;

  private final int capacity;
  private int used;
  private long pagesWritten;
  private int pagesUntilCut = NEVER;
  private boolean cut;

  /**
   * An erased memory.
   *
   * @param capacity bytes for files and their headers
   */
  public Eeprom(int capacity) {
    this.capacity = capacity;
  }

  /** Bytes in use, headers included. */
  public int used() {
    return used;
  }

  /** Pages programmed since the chip was made. */
  public long pagesWritten() {
    return pagesWritten;
  }

  /** Lets the power fail when so many more pages have been programmed. */
  public void cutAfter(int pages) {
    pagesUntilCut = pages;
  }

  /** Whether the power failed in the middle of a command. */
  public boolean isCut() {
    return cut;
  }

  /** The power is back, or the command is over. */
  public void restore() {
    pagesUntilCut = NEVER;
    cut = false;
  }

  /** Reserves a file's cells, erased to FF; {@code 6A84} if there is no room. */
  byte[] allocate(int size) {
    if (size + FILE_HEADER > capacity - used) {
      ISOException.throwIt(ISO7816.SW_FILE_FULL);
    }
    programPage();
    used += size + FILE_HEADER;
    byte[] cells = new byte[size];
    Arrays.fill(cells, (byte) 0xFF);
    return cells;
  }

  /** Programs cells page by page. */
  void write(byte[] cells, int at, byte[] data, int from, int length) {
    int done = 0;
    while (done < length) {
      int step = Math.min(PAGE - (at + done) % PAGE, length - done);
      programPage();
      System.arraycopy(data, from + done, cells, at + done, step);
      done += step;
    }
  }

  /** Makes a change that is there wholly or not at all, like a Java Card transaction. */
  void commit(Runnable change) {
    programPage();
    change.run();
  }

  private void programPage() {
    if (cut || pagesUntilCut == 0) {
      cut = true;
      throw new PowerCut();
    }
    pagesUntilCut--;
    pagesWritten++;
  }

  /** The supply failed; whatever an applet would still do is not done. */
  static final class PowerCut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PowerCut() {
      super("power failed", null, false, false);
    }
  }
}
