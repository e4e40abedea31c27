package org.countersign.personalization.access;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.ResponseChaining;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.Secret;

/**
 * Basic Access Control (ICAO 9303-11, 4.3): opens the chip of a travel document.
 *
 * <pre>
 * to the chip:    3DES-CBC(K.Enc, RND.IFD 8 | RND.IC 8 | K.IFD 16) | MAC(K.MAC, of that) 8
 * from the chip:  3DES-CBC(K.Enc, RND.IC 8 | RND.IFD 8 | K.IC 16) | MAC(K.MAC, of that) 8
 * </pre>
 */
public final class Bac {

  private static final int RANDOM = 8;
  private static final int KEY = 16;
  private static final int TEXT = 2 * RANDOM + KEY;
  private static final int TOKEN = TEXT + RetailMac.SIZE;

  private Bac() {}

  /**
   * GET CHALLENGE and EXTERNAL AUTHENTICATE with mutual authentication (ICAO 9303-11, 4.3.4).
   *
   * @param chip the chip, the LDS application selected; 61xx and 6Cxx are dealt with here
   * @param random source of RND.IFD and K.IFD
   * @return the open session
   * @throws AccessRefused if the chip refuses, or its proof is wrong
   * @throws DeviceException if no answer came
   */
  public static SecureMessaging open(Chip chip, MrzKey key, SecureRandom random)
      throws DeviceException, AccessRefused {
    Chip whole = new ResponseChaining(chip);
    byte[] chipRandom = challenge(whole);
    byte[] ownRandom = new byte[RANDOM];
    byte[] ownKey = new byte[KEY];
    random.nextBytes(ownRandom);
    random.nextBytes(ownKey);
    try (Secret encKey = key.encryptionKey();
        Secret macKey = key.macKey();
        TripleDesCbc cipher = new TripleDesCbc(encKey);
        RetailMac mac = new RetailMac(macKey)) {
      byte[] text = cipher.encrypt(joined(ownRandom, chipRandom, ownKey));
      byte[] token = joined(text, mac.of(Padding.add(text), Padding.paddedSize(TEXT)));
      byte[] answer = authenticate(whole, token);
      byte[] chipKey = proved(cipher, mac, answer, chipRandom, ownRandom);
      return session(whole, chipRandom, ownRandom, ownKey, chipKey);
    }
  }

  private static byte[] challenge(Chip chip) throws DeviceException, AccessRefused {
    ResponseApdu answer = chip.transmit(CommandApdu.of(0x00, 0x84, 0x00, 0x00, RANDOM));
    if (!answer.isOk() || answer.data().size() != RANDOM) {
      throw new AccessRefused(
          answer.sw(),
          "GET CHALLENGE for BAC: the chip answers %s with %d bytes, 8 are needed; is the LDS application selected, and is the card a travel document?"
              .formatted(answer.sw(), answer.data().size()));
    }
    return answer.data().toArray();
  }

  private static byte[] authenticate(Chip chip, byte[] token)
      throws DeviceException, AccessRefused {
    ResponseApdu answer =
        chip.transmit(new CommandApdu(0x00, 0x82, 0x00, 0x00, Bytes.of(token), TOKEN));
    if (!answer.isOk()) {
      throw new AccessRefused(
          answer.sw(),
          "BAC: the chip answers %s; document number, birth date or expiry date are not those of this card"
              .formatted(answer.sw()));
    }
    if (answer.data().size() != TOKEN) {
      throw new AccessRefused(
          null, "BAC: the chip's proof has %d bytes, not 40".formatted(answer.data().size()));
    }
    return answer.data().toArray();
  }

  /** K.IC, if the chip's answer proves that it knows the keys. */
  private static byte[] proved(
      TripleDesCbc cipher, RetailMac mac, byte[] answer, byte[] chipRandom, byte[] ownRandom)
      throws AccessRefused {
    byte[] text = Arrays.copyOf(answer, TEXT);
    byte[] expected = mac.of(Padding.add(text), Padding.paddedSize(TEXT));
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(answer, TEXT, TOKEN))) {
      throw new AccessRefused(null, "BAC: the MAC of the chip's proof is wrong");
    }
    byte[] plain = cipher.decrypt(text, 0, TEXT);
    byte[] randoms = Arrays.copyOf(plain, 2 * RANDOM);
    if (!MessageDigest.isEqual(joined(chipRandom, ownRandom), randoms)) {
      throw new AccessRefused(null, "BAC: the chip's proof is not of this session");
    }
    return Arrays.copyOfRange(plain, 2 * RANDOM, TEXT);
  }

  /** Session keys and send sequence counter (ICAO 9303-11, 4.3.4 and 9.8.6.3). */
  private static SecureMessaging session(
      Chip chip, byte[] chipRandom, byte[] ownRandom, byte[] ownKey, byte[] chipKey) {
    byte[] seed = new byte[KEY];
    for (int i = 0; i < KEY; i++) {
      seed[i] = (byte) (ownKey[i] ^ chipKey[i]);
    }
    byte[] counter =
        joined(Arrays.copyOfRange(chipRandom, 4, 8), Arrays.copyOfRange(ownRandom, 4, 8));
    try (Secret enc = AccessKeys.derive(seed, AccessKeys.ENC);
        Secret mac = AccessKeys.derive(seed, AccessKeys.MAC)) {
      return new SecureMessaging(chip, enc, mac, counter);
    } finally {
      Arrays.fill(seed, (byte) 0);
      Arrays.fill(ownKey, (byte) 0);
      Arrays.fill(chipKey, (byte) 0);
    }
  }

  private static byte[] joined(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
