package org.countersign.simulator.applet;

import java.util.HashMap;
import java.util.Map;

/** The card of the conformance kit for drivers. */
public final class KitChip implements ChipHardware {

  private final Eeprom eeprom = new Eeprom(0);
  private final Defects defects = new Defects();
  private final byte[] identity;
  // They outlive a loss of power, so that a command that was sent twice is found.
  private final Map<Integer, Integer> counts = new HashMap<>();

  /**
   * A card.
   *
   * @param chipNumber ten bytes; the last eight are what the kit knows it by
   */
  public KitChip(byte[] chipNumber) {
    this.identity = java.util.Arrays.copyOfRange(chipNumber, 2, 10);
  }

  @Override
  public Eeprom eeprom() {
    return eeprom;
  }

  @Override
  public byte[] answerToReset() {
    return AnswerToReset.named("KIT ");
  }

  @Override
  public Defects defects() {
    return defects;
  }

  @Override
  public CardRuntime powerUp() {
    CardRuntime runtime = new CardRuntime();
    runtime.install(KitApplet.AID, false, () -> KitApplet.install(defects, identity, counts));
    return runtime;
  }
}
