package org.countersign.personalization.scp03;

import java.util.OptionalInt;
import org.countersign.apdu.Bytes;

/**
 * The card's answer to INITIALIZE UPDATE, not yet believed. Gives what the card's keys are found
 * with.
 */
public final class Handshake {

  Handshake() {}

  /** Key diversification data, 10 bytes. */
  public Bytes diversificationData() {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Key version, protocol and i parameter. */
  public KeyInformation keyInformation() {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Key version number of the key set that the card uses. */
  public int keyVersion() {
    return keyInformation().keyVersion();
  }

  /** Options of the protocol, see {@link KeyInformation}. */
  public int iParameter() {
    return keyInformation().iParameter();
  }

  /** Number of the channel with this key set, where the challenge is pseudo-random. */
  public OptionalInt sequenceCounter() {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * Derives the session keys and checks the card cryptogram (Amendment D, 6.2.2.2). Sends nothing,
   * so wrong keys cost no try.
   *
   * @param keys the card's keys; they stay the caller's and may be closed after {@link
   *     VerifiedCard#authenticate}
   * @throws CardCryptogramMismatch if the card holds other keys
   */
  public VerifiedCard verify(StaticKeys keys) throws CardCryptogramMismatch {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /**
   * The same, and checks a pseudo-random challenge too (Amendment D, 6.2.2.1): it must be what
   * Key-ENC gives for the sequence counter and the application.
   *
   * @param application AID of the selected application, 5 to 16 bytes
   * @throws CardCryptogramMismatch if the card holds other keys
   * @throws SecureChannelException if the challenge is another; a random challenge is never checked
   */
  public VerifiedCard verify(StaticKeys keys, Bytes application) throws SecureChannelException {
    throw new UnsupportedOperationException("comes with the next commit");
  }
}
