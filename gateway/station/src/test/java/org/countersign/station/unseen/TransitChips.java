package org.countersign.station.unseen;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.countersign.simulator.applet.AppletChip;

/** The manufacturer of transit passes, who keys each chip from the operator's master keys. */
public final class TransitChips {

  private static final int KEY = 16;

  private TransitChips() {}

  /** A fresh chip that its issuer opens with a code. */
  public static AppletChip withCode(byte[] number, byte[] issuerKey, byte[] gateKey) {
    return chip(number, enciphered(issuerKey, number), gateCode(number, gateKey));
  }

  /** A fresh chip that its issuer opens with SCP03, keys by KDF3 over {@code TP} and the number. */
  public static AppletChip withChannel(byte[] number, byte[] master, byte[] gateKey) {
    byte[] kdd = concat(new byte[] {'T', 'P'}, number);
    return chip(
        number,
        new byte[KEY],
        gateCode(number, gateKey),
        kdf3(master, 1, kdd),
        kdf3(master, 2, kdd));
  }

  /** What a gate presents to a chip: its number and A5s under a key of the chip's own. */
  public static byte[] gateCode(byte[] number, byte[] gateKey) {
    return enciphered(kdf3(gateKey, 2, number), number);
  }

  private static AppletChip chip(byte[] number, byte[]... secrets) {
    byte[] data = number;
    for (byte[] secret : secrets) {
      data = concat(data, secret);
    }
    return new AppletChip("TRAN", TransitApplet.AID, data, TransitApplet::install);
  }

  /** SP 800-108 in counter mode, one block: 01 000000 key number 00 input. */
  private static byte[] kdf3(byte[] master, int keyNumber, byte[] input) {
    byte[] message =
        ByteBuffer.allocate(6 + input.length)
            .put((byte) 1)
            .put(4, (byte) keyNumber)
            .put(6, input)
            .array();
    // Bouncy Castle's, not the card's: Java Card cryptography runs inside a card alone.
    CMac cmac = new CMac(AESEngine.newInstance());
    cmac.init(new KeyParameter(master));
    cmac.update(message, 0, message.length);
    byte[] key = new byte[KEY];
    cmac.doFinal(key, 0);
    return key;
  }

  private static byte[] enciphered(byte[] key, byte[] number) {
    byte[] block = Arrays.copyOf(number, KEY);
    Arrays.fill(block, number.length, KEY, (byte) 0xA5);
    try {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      return aes.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
