package org.countersign.simulator.applet;

/** What a security domain keeps without power: its keys and its counters. */
public final class SecurityDomainMemory {

  /** Failed authentications in a row after which the keys are blocked. */
  public static final int MAX_FAILURES = 10;

  private final Eeprom eeprom;
  private final boolean sixteen;
  private final byte[] chipNumber;
  private KeySet keys;
  private int sequenceCounter;
  private int failures;

  /**
   * A domain with its first keys.
   *
   * @param chipNumber key diversification data, 10 bytes
   * @param sixteen mode S16 instead of S8
   */
  public SecurityDomainMemory(Eeprom eeprom, byte[] chipNumber, KeySet keys, boolean sixteen) {
    this.eeprom = eeprom;
    this.chipNumber = chipNumber.clone();
    this.keys = keys;
    this.sixteen = sixteen;
  }

  /** The key set in use. */
  public KeySet keys() {
    return keys;
  }

  /** Authentications that may still fail. */
  public int triesLeft() {
    return MAX_FAILURES - failures;
  }

  /** Sessions begun with the key set in use. */
  public int sequenceCounter() {
    return sequenceCounter;
  }

  byte[] chipNumber() {
    return chipNumber.clone();
  }

  /** Length of challenges, cryptograms and MACs. */
  int challengeLength() {
    return sixteen ? 16 : 8;
  }

  /** Parameter i: pseudo-random challenge, R-MAC and R-ENC; S16 (Amendment D, 5.1). */
  int parameter() {
    return sixteen ? 0x71 : 0x70;
  }

  /** Sets where the counter stands, as on a chip that has been used before. */
  public void beginAfter(int sessions) {
    sequenceCounter = sessions;
  }

  int nextSequence() {
    eeprom.commit(() -> sequenceCounter++);
    return sequenceCounter;
  }

  /** Counts before the comparison, so that pulling the power saves no try. */
  void spendTry() {
    eeprom.commit(() -> failures++);
  }

  void forgiveFailures() {
    eeprom.commit(() -> failures = 0);
  }

  void replaceKeys(KeySet next) {
    eeprom.commit(() -> {
      keys = next;
      sequenceCounter = 0;
      failures = 0;
    });
  }
}
