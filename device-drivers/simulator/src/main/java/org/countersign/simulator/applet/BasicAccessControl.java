package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import org.jspecify.annotations.Nullable;

/** Card side of Basic Access Control (ICAO 9303-11, 4.3 and 9.7.1). */
final class BasicAccessControl {

  private static final int NONCE = 8;
  private static final int KEY = 16;
  private static final int CRYPTOGRAM = 32;
  static final int DATA = CRYPTOGRAM + NONCE;

  private final byte[] kEnc;
  private final byte[] kMac;
  private byte @Nullable [] challenge;

  /** Takes K_ENC and K_MAC, sixteen bytes each. */
  BasicAccessControl(byte[] keys) {
    kEnc = Arrays.copyOf(keys, KEY);
    kMac = Arrays.copyOfRange(keys, KEY, 2 * KEY);
  }

  /** GET CHALLENGE: RND.IC, good for one attempt. */
  byte[] challenge() {
    return challenge(CardCrypto.random(NONCE));
  }

  byte[] challenge(byte[] nonce) {
    challenge = nonce.clone();
    return nonce.clone();
  }

  /** EXTERNAL AUTHENTICATE with a key contribution of the chip's own. */
  Agreement authenticate(byte[] data) {
    return authenticate(data, CardCrypto.random(KEY));
  }

  /**
   * Checks E.IFD | M.IFD and makes the chip's answer; {@code 6300} if they are wrong, {@code 6985}
   * without a challenge.
   */
  Agreement authenticate(byte[] data, byte[] kIc) {
    byte[] rndIc = challenge;
    challenge = null;
    if (rndIc == null) {
      throw new ISOException(ISO7816.SW_CONDITIONS_NOT_SATISFIED);
    }
    ByteArrays.requireLength(data, DATA);
    byte[] cryptogram = Arrays.copyOf(data, CRYPTOGRAM);
    byte[] mac = Arrays.copyOfRange(data, CRYPTOGRAM, DATA);
    ByteArrays.require(CardCrypto.same(mac, mac(cryptogram)), Sw.AUTHENTICATION_FAILED);
    byte[] plain = CardCrypto.tripleDesDecrypt(kEnc, cryptogram);
    byte[] rndIfd = Arrays.copyOf(plain, NONCE);
    byte[] returned = Arrays.copyOfRange(plain, NONCE, 2 * NONCE);
    ByteArrays.require(CardCrypto.same(returned, rndIc), Sw.AUTHENTICATION_FAILED);
    byte[] kIfd = Arrays.copyOfRange(plain, 2 * NONCE, CRYPTOGRAM);
    return agreement(rndIc, rndIfd, kIc, kIfd);
  }

  private Agreement agreement(byte[] rndIc, byte[] rndIfd, byte[] kIc, byte[] kIfd) {
    byte[] cryptogram = CardCrypto.tripleDesEncrypt(kEnc, ByteArrays.concat(rndIc, rndIfd, kIc));
    byte[] seed = new byte[KEY];
    for (int i = 0; i < KEY; i++) {
      seed[i] = (byte) (kIc[i] ^ kIfd[i]);
    }
    byte[] counter =
        ByteArrays.concat(
            Arrays.copyOfRange(rndIc, NONCE / 2, NONCE),
            Arrays.copyOfRange(rndIfd, NONCE / 2, NONCE));
    SecureMessaging session = new SecureMessaging(derive(seed, 1), derive(seed, 2), counter);
    return new Agreement(ByteArrays.concat(cryptogram, mac(cryptogram)), session);
  }

  private byte[] mac(byte[] cryptogram) {
    return CardCrypto.retailMac(kMac, ByteArrays.pad(cryptogram, CardCrypto.DES_BLOCK));
  }

  /** Key derivation function for 3DES (9303-11, 9.7.1.1); DES pays no heed to parity bits. */
  static byte[] derive(byte[] seed, int counter) {
    byte[] digest = CardCrypto.sha1(ByteArrays.concat(seed, ByteArrays.of(0, 0, 0, counter)));
    return Arrays.copyOf(digest, KEY);
  }

  /** What came out of a successful authentication. */
  static final class Agreement {

    private final byte[] response;
    private final SecureMessaging session;

    Agreement(byte[] response, SecureMessaging session) {
      this.response = response;
      this.session = session;
    }

    byte[] response() {
      return response.clone();
    }

    SecureMessaging session() {
      return session;
    }
  }
}
