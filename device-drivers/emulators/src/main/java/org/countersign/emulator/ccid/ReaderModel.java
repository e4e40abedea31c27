package org.countersign.emulator.ccid;

/**
 * A kind of reader.
 *
 * @param acs whether it frames as ACS does, not as GemPC Twin
 * @param slot the slot that it has
 * @param level what one XfrBlock holds
 * @param firmware what it says of itself
 */
public record ReaderModel(boolean acs, int slot, Level level, String firmware) {

  /** Exchange levels of CCID 5.1, dwFeatures. */
  public enum Level {
    TPDU,
    SHORT_APDU,
    EXTENDED_APDU
  }

  /** A GemPC Twin: single blocks, no supply of its own choice. */
  public static ReaderModel gemPcTwin() {
    return new ReaderModel(false, 0, Level.TPDU, "EmuTwin-V1.00-CS01");
  }

  /** An ACS serial reader with its contact slot, 1: short APDUs. */
  public static ReaderModel acsSerial() {
    return new ReaderModel(true, 1, Level.SHORT_APDU, "EMU1281S V100");
  }

  /** The same at another exchange level. */
  public ReaderModel at(Level other) {
    return new ReaderModel(acs, slot, other, firmware);
  }

  /** The same with other words for itself. */
  public ReaderModel saying(String words) {
    return new ReaderModel(acs, slot, level, words);
  }

  Dialect dialect() {
    return acs ? new AcsDialect() : new TwinDialect();
  }
}
