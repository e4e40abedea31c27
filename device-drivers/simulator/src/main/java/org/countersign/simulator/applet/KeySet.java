package org.countersign.simulator.applet;

/** The three AES keys of a security domain (GPC Amendment D, 6.1) and their version number. */
public final class KeySet {

  final int version;
  private final byte[] enc;
  private final byte[] mac;
  private final byte[] dek;

  /**
   * Takes keys of 16, 24 or 32 bytes.
   *
   * @param version key version number, 01 to 7F
   */
  public KeySet(int version, byte[] enc, byte[] mac, byte[] dek) {
    this.version = version;
    this.enc = enc.clone();
    this.mac = mac.clone();
    this.dek = dek.clone();
  }

  /** Random keys that nobody knows. */
  public static KeySet unknown(int version, int size) {
    return new KeySet(version, unknownKey(size), unknownKey(size), unknownKey(size));
  }

  /** One random key. */
  public static byte[] unknownKey(int size) {
    return CardCrypto.random(size);
  }

  /** Key version number. */
  public int version() {
    return version;
  }

  byte[] enc() {
    return enc.clone();
  }

  byte[] mac() {
    return mac.clone();
  }

  byte[] dek() {
    return dek.clone();
  }

  /** Length of K-ENC in bytes. */
  public int size() {
    return enc.length;
  }
}
