package org.countersign.personalization.access;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.personalization.keys.Secret;

/**
 * External authentication with a symmetric key (ISO/IEC 7816-4, 11.5.4): GET CHALLENGE, then
 * EXTERNAL AUTHENTICATE with the challenge encrypted in ECB.
 *
 * <p>After one refusal, or one authentication whose answer was lost, this object never tries again
 * on its chip, whatever key it is given: a wrong key is wrong the second time too, and a counter
 * that reaches zero has made the card waste.
 */
public final class ExternalAuthentication {

  /** Cipher of the key. */
  public enum Algorithm {
    /** AES-128, -192 or -256 over a challenge of 16 bytes. */
    AES("AES", 16),
    /** Triple DES with a key of 16 or 24 bytes over a challenge of 8 bytes. */
    TDES("DESede", 8);

    private final String cipher;
    private final int challenge;

    Algorithm(String cipher, int challenge) {
      this.cipher = cipher;
      this.challenge = challenge;
    }
  }

  private final Chip chip;
  private boolean refused;

  /** Authenticates to this chip as it is now selected and powered. */
  public ExternalAuthentication(Chip chip) {
    this.chip = chip;
  }

  /**
   * Authenticates with one key.
   *
   * @param keyReference P2 of EXTERNAL AUTHENTICATE, 0 to 255
   * @throws AccessRefused if the chip refuses (a try may be spent), or has refused before
   * @throws DeviceException if no answer came; a try may be spent unless its effect is NONE
   * @throws IllegalArgumentException if the key's size is not one of the algorithm's; nothing is
   *     sent
   */
  public void authenticate(int keyReference, Algorithm algorithm, Secret key)
      throws DeviceException, AccessRefused {
    if (refused) {
      throw new AccessRefused(
          null,
          "external authentication with key %02X was not sent: this card has refused one before"
              .formatted(keyReference));
    }
    Cipher cipher = cipher(algorithm, key);
    byte[] token = encrypted(cipher, challenge(keyReference, algorithm));
    ResponseApdu answer = send(CommandApdu.of(0x00, 0x82, 0x00, keyReference, Bytes.of(token)));
    if (!answer.isOk()) {
      refused = true;
      throw new AccessRefused(
          answer.sw(),
          "external authentication with key %02X (%s, %d bytes): the chip answers %s; the key is not this card's. Never try again on it"
              .formatted(keyReference, algorithm, key.size(), answer.sw()));
    }
  }

  private ResponseApdu send(CommandApdu command) throws DeviceException {
    try {
      return chip.transmit(command);
    } catch (DeviceException e) {
      refused = e.effect() != Effect.NONE;
      throw e;
    }
  }

  private byte[] challenge(int keyReference, Algorithm algorithm)
      throws DeviceException, AccessRefused {
    ResponseApdu answer =
        chip.transmit(CommandApdu.of(0x00, 0x84, 0x00, 0x00, algorithm.challenge));
    if (!answer.isOk() || answer.data().size() != algorithm.challenge) {
      throw new AccessRefused(
          answer.sw(),
          "GET CHALLENGE for key %02X: the chip answers %s with %d bytes, %d are needed; no try was spent"
              .formatted(keyReference, answer.sw(), answer.data().size(), algorithm.challenge));
    }
    return answer.data().toArray();
  }

  private static Cipher cipher(Algorithm algorithm, Secret key) {
    byte[] bytes = key.toArray();
    byte[] all = bytes;
    if (algorithm == Algorithm.TDES && bytes.length == 16) {
      all = Arrays.copyOf(bytes, 24);
      System.arraycopy(bytes, 0, all, 16, 8);
    }
    try {
      Cipher cipher = Cipher.getInstance(algorithm.cipher + "/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(all, algorithm.cipher));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(algorithm + " key of " + key.size() + " bytes", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(all, (byte) 0);
    }
  }

  private static byte[] encrypted(Cipher cipher, byte[] challenge) {
    try {
      return cipher.doFinal(challenge);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the challenge cannot be encrypted", e);
    }
  }
}
