package org.countersign.simulator.applet;

/** An AES-128 key for external authentication, with its counter of tries. */
public final class CardKey {

  static final int SIZE = 16;
  static final int MAX_TRIES = 15;

  private final Eeprom eeprom;
  private final int tries;
  private final byte[] value;
  private int triesLeft;

  /**
   * A key.
   *
   * @param tries failed authentications in a row after which it is blocked, 1 to 15
   */
  public CardKey(Eeprom eeprom, int tries, byte[] value) {
    this.eeprom = eeprom;
    this.tries = tries;
    this.triesLeft = tries;
    this.value = value.clone();
  }

  /** Authentications that may still fail. */
  public int triesLeft() {
    return triesLeft;
  }

  byte[] value() {
    return value.clone();
  }

  /** Compares; the try is spent before, so that pulling the power saves none. */
  boolean verify(byte[] challenge, byte[] cryptogram) {
    eeprom.commit(() -> triesLeft--);
    if (!CardCrypto.same(cryptogram, CardCrypto.aes(value, challenge))) {
      return false;
    }
    eeprom.commit(() -> triesLeft = tries);
    return true;
  }
}
