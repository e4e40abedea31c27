package org.countersign.simulator;

/** Kinds of virtual cards. */
public enum CardKind {
  /** GlobalPlatform chip with the ICAO LDS application; 64 KB for files. */
  LDS(64 * 1024),
  /** ISO/IEC 7816-4/-9 file card; 32 KB for files. */
  FILE(32 * 1024),
  /** A card of somebody else: an ATR nobody here knows, no application of ours. */
  FOREIGN(0),
  /** The card of the conformance kit for drivers: it echoes, counts and gives what is asked for. */
  KIT(64);

  private final int defaultMemory;

  CardKind(int defaultMemory) {
    this.defaultMemory = defaultMemory;
  }

  /** Bytes for files if nothing else is said. */
  public int defaultMemory() {
    return defaultMemory;
  }
}
