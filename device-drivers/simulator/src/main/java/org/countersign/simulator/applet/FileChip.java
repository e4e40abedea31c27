package org.countersign.simulator.applet;

/** A file card. */
public final class FileChip implements ChipHardware {

  private final Eeprom eeprom;
  private final Defects defects = new Defects();
  private final FileCardMemory memory;

  /**
   * A blank card.
   *
   * @param memory bytes for files
   * @param chipNumber ten bytes, EF.ICCID
   * @param personalizationKey AES-128
   */
  public FileChip(int memory, byte[] chipNumber, byte[] personalizationKey) {
    this.eeprom = new Eeprom(memory);
    this.memory = new FileCardMemory(eeprom, chipNumber, personalizationKey);
  }

  /** Makes it a card that an issuer has finished: MF activated, a key that nobody knows. */
  public void issueElsewhere() {
    byte[] key = CardCrypto.random(CardKey.SIZE);
    memory.putKey(FileCardMemory.PERSONALIZATION_KEY, new CardKey(eeprom, 5, key));
    memory.activateMasterFile();
  }

  @Override
  public Eeprom eeprom() {
    return eeprom;
  }

  @Override
  public byte[] answerToReset() {
    return AnswerToReset.named("CSFC");
  }

  @Override
  public Defects defects() {
    return defects;
  }

  /** Files and keys. */
  public FileCardMemory memory() {
    return memory;
  }

  @Override
  public CardRuntime powerUp() {
    CardRuntime runtime = new CardRuntime();
    runtime.install(FileCardApplet.AID, true, () -> FileCardApplet.install(memory, defects));
    return runtime;
  }
}
