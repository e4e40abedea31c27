package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;

/**
 * Card side of one SCP03 secure channel session (GlobalPlatform Card Specification, Amendment D).
 *
 * <p>Clauses: 4.1.5 derivation, 6.2.2 mutual authentication, 6.2.4 C-MAC, 6.2.5 R-MAC, 6.2.6 C-ENC,
 * 6.2.7 R-ENC.
 */
final class Scp03Session {

  static final int C_MAC = 0x01;
  static final int C_DECRYPTION = 0x02;
  static final int R_MAC = 0x10;
  static final int R_ENCRYPTION = 0x20;

  private static final int CARD_CRYPTOGRAM = 0x00;
  private static final int HOST_CRYPTOGRAM = 0x01;
  private static final int S_ENC = 0x04;
  private static final int S_MAC = 0x06;
  private static final int S_RMAC = 0x07;

  private final byte[] context;
  private final byte[] sEnc;
  private final byte[] sMac;
  private final byte[] sRmac;
  private final byte[] dek;

  /** 8 in mode S8, 16 in mode S16. */
  private final int macLength;

  private byte[] chain = new byte[CardCrypto.AES_BLOCK];
  private int level;
  private int counter;

  Scp03Session(KeySet keys, byte[] hostChallenge, byte[] cardChallenge) {
    context = ByteArrays.concat(hostChallenge, cardChallenge);
    macLength = hostChallenge.length;
    sEnc = Kdf.scp03(keys.enc(), S_ENC, context, keys.size());
    sMac = Kdf.scp03(keys.mac(), S_MAC, context, keys.size());
    sRmac = Kdf.scp03(keys.mac(), S_RMAC, context, keys.size());
    dek = keys.dek();
  }

  byte[] cardCryptogram() {
    return Kdf.scp03(sMac, CARD_CRYPTOGRAM, context, macLength);
  }

  /** Bytes of the data field of EXTERNAL AUTHENTICATE: host cryptogram and C-MAC. */
  int authenticationLength() {
    return 2 * macLength;
  }

  boolean acceptsCryptogram(Command command) {
    byte[] cryptogram = Arrays.copyOf(command.data(), macLength);
    return CardCrypto.same(cryptogram, Kdf.scp03(sMac, HOST_CRYPTOGRAM, context, macLength));
  }

  /** Checks the C-MAC of EXTERNAL AUTHENTICATE and opens the session at the level of its P1. */
  boolean open(Command command) {
    if (!acceptsMac(command)) {
      return false;
    }
    level = command.p1;
    return true;
  }

  boolean isOpen() {
    return level != 0;
  }

  int level() {
    return level;
  }

  /** Static DEK of the key set that the session was opened with. */
  byte[] decryptWithDek(byte[] data) {
    ByteArrays.require(data.length % CardCrypto.AES_BLOCK == 0, ISO7816.SW_WRONG_DATA);
    return CardCrypto.aesCbcDecrypt(dek, new byte[CardCrypto.AES_BLOCK], data);
  }

  /** Checks and takes off what protects a command; {@code 6982} after a wrong C-MAC. */
  Command unwrap(Command command) {
    // The counter grows with every command, with or without data to decrypt (6.2.6).
    counter++;
    if (!acceptsMac(command)) {
      ISOException.throwIt(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    byte[] data = command.data();
    data = Arrays.copyOf(data, data.length - macLength);
    if (has(C_DECRYPTION) && data.length > 0) {
      data = decrypted(data);
    }
    int ne = plainNe(command);
    return command.plain(command.cla & ~0x04, data, ne, command.all || ne < command.ne);
  }

  private boolean acceptsMac(Command command) {
    byte[] data = command.data();
    int covered = data.length - macLength;
    if (covered < 0) {
      return false;
    }
    byte[] expected =
        CardCrypto.cmac(
            sMac, chain, command.header(), lc(command, data.length), Arrays.copyOf(data, covered));
    byte[] mac = Arrays.copyOfRange(data, covered, data.length);
    if (!CardCrypto.same(mac, Arrays.copyOf(expected, macLength))) {
      return false;
    }
    chain = expected;
    return true;
  }

  private static byte[] lc(Command command, int length) {
    return command.extended ? ByteArrays.of(0, length >> 8, length) : ByteArrays.of(length);
  }

  private byte[] decrypted(byte[] data) {
    if (data.length % CardCrypto.AES_BLOCK != 0) {
      ISOException.throwIt(ISO7816.SW_SECURITY_STATUS_NOT_SATISFIED);
    }
    byte[] padded = CardCrypto.aesCbcDecrypt(sEnc, icv(0), data);
    return ByteArrays.unpad(padded);
  }

  /** What may be answered so that the protected answer still fits a short response. */
  private int plainNe(Command command) {
    if (command.extended || !has(R_MAC)) {
      return command.ne;
    }
    // Padding adds 1 to 16 bytes: 239 plain bytes make 240 encrypted ones.
    int room = has(R_ENCRYPTION) ? 239 : 256 - macLength;
    return Math.min(command.ne, room);
  }

  /** Protects an answer as the level asks; errors stay plain (6.2.5). */
  Answer wrap(Answer answer) {
    if (!has(R_MAC) || !answer.isAnswered()) {
      return answer;
    }
    byte[] data = answer.data();
    if (has(R_ENCRYPTION) && data.length > 0) {
      byte[] padded = ByteArrays.pad(data, CardCrypto.AES_BLOCK);
      data = CardCrypto.aesCbcEncrypt(sEnc, icv(0x80), padded);
    }
    byte[] sw = ByteArrays.of(answer.sw() >> 8, answer.sw());
    byte[] mac = CardCrypto.cmac(sRmac, chain, data, sw);
    return Answer.secured(ByteArrays.concat(data, Arrays.copyOf(mac, macLength)), answer.sw());
  }

  /** The encryption counter enciphered; the first byte tells commands from responses. */
  private byte[] icv(int direction) {
    byte[] block = new byte[CardCrypto.AES_BLOCK];
    block[0] = (byte) direction;
    block[13] = (byte) (counter >> 16);
    block[14] = (byte) (counter >> 8);
    block[15] = (byte) counter;
    return CardCrypto.aes(sEnc, block);
  }

  private boolean has(int bit) {
    return (level & bit) != 0;
  }
}
