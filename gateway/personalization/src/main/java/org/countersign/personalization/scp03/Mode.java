package org.countersign.personalization.scp03;

/**
 * Size of challenges, cryptograms and MACs (Amendment D, 5.1). The MAC chain is 16 bytes in both.
 */
public enum Mode {
  /** 8 bytes each. */
  S8(8),
  /** 16 bytes each. */
  S16(16);

  private final int size;

  Mode(int size) {
    this.size = size;
  }

  /** Bytes of a challenge, a cryptogram and a MAC. */
  public int size() {
    return size;
  }
}
