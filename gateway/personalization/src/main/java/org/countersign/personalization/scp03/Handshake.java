package org.countersign.personalization.scp03;

import java.security.MessageDigest;
import java.util.OptionalInt;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.personalization.scp03.SecureChannelException.Reason;

/**
 * The card's answer to INITIALIZE UPDATE, not yet believed. Gives what the card's keys are found
 * with.
 */
public final class Handshake {

  private final Chip chip;
  private final Mode mode;
  private final byte[] context;
  private final Answer answer;

  Handshake(Chip chip, Mode mode, byte[] hostChallenge, Answer answer) {
    this.chip = chip;
    this.mode = mode;
    this.context = Bytes.of(hostChallenge).plus(answer.cardChallenge()).toArray();
    this.answer = answer;
  }

  /** Key diversification data, 10 bytes. */
  public Bytes diversificationData() {
    return answer.diversificationData();
  }

  /** Key version, protocol and i parameter. */
  public KeyInformation keyInformation() {
    return answer.keyInformation();
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
    return answer.counter();
  }

  /**
   * Derives the session keys and checks the card cryptogram (Amendment D, 6.2.2.2). Sends nothing,
   * so wrong keys cost no try.
   *
   * @param keys the card's keys; they stay the caller's and may be closed when this returns
   * @throws CardCryptogramMismatch if the card holds other keys
   */
  public VerifiedCard verify(StaticKeys keys) throws CardCryptogramMismatch {
    SessionKeys session = SessionKeys.derive(keys, context);
    byte[] expected =
        Derivation.derive(session.mac(), Derivation.CARD_CRYPTOGRAM, mode.size(), context);
    if (!MessageDigest.isEqual(expected, answer.cardCryptogram().toArray())) {
      session.close();
      throw new CardCryptogramMismatch(
          "the card's cryptogram is not one of our keys (%s, AES-%d): it holds other keys, or they"
                  .formatted(keyInformation(), keys.keySize() * 8)
              + " are diversified otherwise. No try was spent; check key set and diversification");
    }
    byte[] hostCryptogram =
        Derivation.derive(session.mac(), Derivation.HOST_CRYPTOGRAM, mode.size(), context);
    return new VerifiedCard(chip, mode, keyInformation(), session, hostCryptogram);
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
    VerifiedCard card = verify(keys);
    if (keyInformation().pseudoRandomChallenge() && !isChallengeOf(keys, application)) {
      card.abandon();
      throw new SecureChannelException(
          Reason.CHALLENGE_MISMATCH,
          null,
          "the card has our keys (%s), but its challenge is not the one of its sequence counter and"
                  .formatted(keyInformation())
              + " of application "
              + application.toHex()
              + "; check which application is selected");
    }
    return card;
  }

  private boolean isChallengeOf(StaticKeys keys, Bytes application) {
    byte[] expected =
        Derivation.derive(
            keys.enc(),
            Derivation.CARD_CHALLENGE,
            mode.size(),
            answer.sequenceCounter().plus(application).toArray());
    return MessageDigest.isEqual(expected, answer.cardChallenge().toArray());
  }

  @Override
  public String toString() {
    return keyInformation().toString();
  }
}
