package org.countersign.simulator.applet;

/** A card of somebody else: it answers to reset and to nothing of ours. */
public final class ForeignChip implements ChipHardware {

  private final Eeprom eeprom = new Eeprom(0);
  private final Defects defects = new Defects();

  @Override
  public Eeprom eeprom() {
    return eeprom;
  }

  @Override
  public byte[] answerToReset() {
    return AnswerToReset.named("ELSE");
  }

  @Override
  public Defects defects() {
    return defects;
  }

  @Override
  public CardRuntime powerUp() {
    CardRuntime runtime = new CardRuntime();
    runtime.install(ForeignApplet.AID, true, () -> ForeignApplet.install(defects));
    return runtime;
  }
}
