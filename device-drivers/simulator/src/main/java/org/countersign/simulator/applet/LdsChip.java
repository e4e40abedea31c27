package org.countersign.simulator.applet;

/** A GlobalPlatform chip with an issuer security domain and the LDS application. */
public final class LdsChip implements ChipHardware {

  private final Eeprom eeprom;
  private final Defects defects = new Defects();
  private final SecurityDomainMemory domainMemory;
  private final ChipLifeCycle lifeCycle;
  private final LdsMemory lds;

  /**
   * A blank chip.
   *
   * @param memory bytes for files
   * @param chipNumber ten bytes, also the key diversification data
   * @param keys transport keys
   * @param sixteen SCP03 mode S16 instead of S8
   */
  public LdsChip(int memory, byte[] chipNumber, KeySet keys, boolean sixteen) {
    this.eeprom = new Eeprom(memory);
    this.domainMemory = new SecurityDomainMemory(eeprom, chipNumber, keys, sixteen);
    this.lifeCycle = new ChipLifeCycle(eeprom);
    this.lds = new LdsMemory(eeprom);
  }

  /** Makes it a card that an issuer has finished: keys that nobody knows, minimal files. */
  public void issueElsewhere() {
    byte[] com = ByteArrays.tlv(0x60, ByteArrays.tlv(0x5C, ByteArrays.EMPTY));
    byte[] sod = ByteArrays.tlv(0x77, ByteArrays.EMPTY);
    store(LdsMemory.EF_COM, 0x1E, com);
    store(LdsMemory.EF_SOD, 0x1D, sod);
    lds.storeAccessKeys(CardCrypto.random(32));
    lds.endLoading();
    domainMemory.replaceKeys(KeySet.unknown(0x31, domainMemory.keys().size()));
    lifeCycle.moveApplication(ChipLifeCycle.PERSONALIZED, true);
    lifeCycle.moveCard(ChipLifeCycle.SECURED);
  }

  private void store(int fid, int sfi, byte[] contents) {
    lds.create(fid, sfi, contents.length);
    ElementaryFile file = lds.file(fid).orElseThrow();
    file.write(0, contents, 0, contents.length);
    file.endContents();
  }

  @Override
  public Eeprom eeprom() {
    return eeprom;
  }

  @Override
  public byte[] answerToReset() {
    return AnswerToReset.named("CSLD");
  }

  @Override
  public Defects defects() {
    return defects;
  }

  /** Keys and counters of the security domain. */
  public SecurityDomainMemory securityDomain() {
    return domainMemory;
  }

  /** Life cycles of card and application. */
  public ChipLifeCycle lifeCycle() {
    return lifeCycle;
  }

  /** The files. */
  public LdsMemory lds() {
    return lds;
  }

  @Override
  public CardRuntime powerUp() {
    CardRuntime runtime = new CardRuntime();
    SecurityDomain domain = new SecurityDomain(domainMemory);
    runtime.install(
        IssuerSecurityDomain.AID,
        true,
        () -> IssuerSecurityDomain.install(domainMemory, lifeCycle, lds, domain, defects));
    runtime.install(LdsApplet.AID, false, () -> LdsApplet.install(lds, lifeCycle, domain, defects));
    return runtime;
  }
}
