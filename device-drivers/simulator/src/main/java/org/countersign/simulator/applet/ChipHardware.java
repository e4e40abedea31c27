package org.countersign.simulator.applet;

/** A chip without power: its memory and what is masked into it. */
public sealed interface ChipHardware permits LdsChip, FileChip, ForeignChip, KitChip, AppletChip {

  /** The persistent memory. */
  Eeprom eeprom();

  /** Answer to reset (ISO 7816-3, clause 8). */
  byte[] answerToReset();

  /** What escapes from its applets. */
  Defects defects();

  /** Powers the chip up: new RAM, default application selected. */
  CardRuntime powerUp();
}
