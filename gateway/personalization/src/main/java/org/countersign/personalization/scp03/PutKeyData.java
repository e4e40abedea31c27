package org.countersign.personalization.scp03;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;

/**
 * PUT KEY of a whole AES key set (GP Card Specification 2.3.1, 11.8; Amendment D, 7.2).
 *
 * <pre>
 * new KVN | 3 x (88 | length | [clear size] | key under DEK, AES-CBC zero IV, padded to blocks | 03 | KCV)
 * </pre>
 */
public final class PutKeyData {

  PutKeyData() {}

  /**
   * Encrypts a new key set under the channel's DEK.
   *
   * @param newKeyVersion key version number of the new set, 01 to 7F
   */
  public static PutKeyData of(SecureChannel channel, int newKeyVersion, StaticKeys newKeys) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** The data field. */
  public Bytes data() {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * The command, to be sent through the channel: 80 D8 replaced 81.
   *
   * @param replacedKeyVersion key version number of the set that is replaced, 0 to add one
   */
  public CommandApdu command(int replacedKeyVersion) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Whether the answer is 9000 with the new version and the check values of the three keys, in
   * order.
   */
  public boolean confirmedBy(ResponseApdu answer) {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
