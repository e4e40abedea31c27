package org.countersign.apdu;

/**
 * A response APDU (ISO/IEC 7816-4, 5.1): data, then SW1 SW2.
 *
 * @param data 0 to 65,536 bytes
 * @param sw status word
 */
public record ResponseApdu(Bytes data, StatusWord sw) {

  /**
   * Reads the bytes of a response.
   *
   * @throws IllegalArgumentException with fewer than the two bytes of the status word
   */
  public static ResponseApdu decode(byte[] wire) {
    if (wire.length < 2) {
      throw new IllegalArgumentException("response of " + wire.length + " bytes; at least 2");
    }
    Bytes all = Bytes.of(wire);
    int end = all.size() - 2;
    return new ResponseApdu(all.slice(0, end), new StatusWord(all.at(end) << 8 | all.at(end + 1)));
  }

  /** A response of a status word alone. */
  public static ResponseApdu of(int sw) {
    return new ResponseApdu(Bytes.empty(), new StatusWord(sw));
  }

  /** Whether the status word is 9000. */
  public boolean isOk() {
    return sw.isOk();
  }

  /** The bytes on the wire. */
  public byte[] encode() {
    return data.plus(Bytes.of(sw.value() >> 8, sw.value())).toArray();
  }
}
