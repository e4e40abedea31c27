package org.countersign.emulator.osdp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The reader's side of a secure session, block by block. */
final class ReaderSession {

  private final byte[] cipherKey;
  private final byte[] firstKey;
  private final byte[] lastKey;
  private final byte[] hostRandom;
  private final byte[] ownRandom;
  private byte[] heard = new byte[16];
  private byte[] said = new byte[16];
  private boolean established;

  ReaderSession(byte[] baseKey, byte[] hostRandom, byte[] ownRandom) {
    this.hostRandom = hostRandom.clone();
    this.ownRandom = ownRandom.clone();
    cipherKey = derived(baseKey, 0x82);
    firstKey = derived(baseKey, 0x01);
    lastKey = derived(baseKey, 0x02);
  }

  private byte[] derived(byte[] baseKey, int label) {
    ByteBuffer block = ByteBuffer.allocate(16).put((byte) 1).put((byte) label);
    return aes(true, baseKey, block.put(hostRandom, 0, 6).array());
  }

  byte[] cryptogram() {
    return aes(true, cipherKey, join(hostRandom, ownRandom));
  }

  /** The initial MAC if the host has proved itself. */
  byte @Nullable [] establish(byte[] hostCryptogram) {
    if (!Arrays.equals(hostCryptogram, aes(true, cipherKey, join(ownRandom, hostRandom)))) {
      return null;
    }
    said = aes(true, lastKey, aes(true, firstKey, hostCryptogram));
    established = true;
    return said.clone();
  }

  boolean isEstablished() {
    return established;
  }

  /** The payload in the clear, or null if it was not made in this session. */
  byte @Nullable [] open(Telegram telegram) {
    byte[] mac = mac(said, Arrays.copyOf(telegram.raw(), telegram.signedLength()));
    if (!Arrays.equals(Arrays.copyOf(mac, 4), telegram.signature())) {
      return null;
    }
    heard = mac;
    byte[] payload = telegram.payload();
    if (telegram.scs() == 0x15) {
      return payload;
    }
    if (payload.length == 0 || payload.length % 16 != 0) {
      return null;
    }
    byte[] clear = new byte[payload.length];
    byte[] chain = flipped(said);
    for (int at = 0; at < payload.length; at += 16) {
      byte[] block = Arrays.copyOfRange(payload, at, at + 16);
      System.arraycopy(xor(aes(false, cipherKey, block), chain), 0, clear, at, 16);
      chain = block;
    }
    int end = clear.length;
    do {
      end--;
    } while (end > 0 && clear[end] == 0);
    return clear[end] == (byte) 0x80 ? Arrays.copyOf(clear, end) : null;
  }

  /** A reply's telegram. */
  byte[] seal(int address, int control, int code, byte[] clear, boolean wrong) {
    byte[] payload = clear;
    if (clear.length > 0) {
      payload = Arrays.copyOf(clear, clear.length / 16 * 16 + 16);
      payload[clear.length] = (byte) 0x80;
      byte[] chain = flipped(heard);
      for (int at = 0; at < payload.length; at += 16) {
        chain = aes(true, cipherKey, xor(chain, Arrays.copyOfRange(payload, at, at + 16)));
        System.arraycopy(chain, 0, payload, at, 16);
      }
    }
    byte[] block = {2, (byte) (clear.length > 0 ? 0x18 : 0x16)};
    byte[] body = Telegram.unsigned(address, control | 8, block, code, payload, 4);
    said = mac(heard, body);
    byte[] signed = Arrays.copyOf(body, body.length + 4);
    System.arraycopy(said, 0, signed, body.length, 4);
    signed[body.length] ^= (byte) (wrong ? 1 : 0);
    return Telegram.checked(signed, (control & 4) == 4);
  }

  private byte[] mac(byte[] start, byte[] message) {
    byte[] chain = start;
    for (int at = 0; at < message.length; at += 16) {
      byte[] block = Arrays.copyOfRange(message, at, at + 16);
      boolean last = at + 16 >= message.length;
      if (at + 16 > message.length) {
        block[message.length - at] = (byte) 0x80;
      }
      chain = aes(true, last ? lastKey : firstKey, xor(chain, block));
    }
    return chain;
  }

  private static byte[] aes(boolean encrypt, byte[] key, byte[] block) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      int mode = encrypt ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
      cipher.init(mode, new SecretKeySpec(key, "AES"));
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(16).put(a).put(b).array();
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] sum = new byte[16];
    for (int i = 0; i < 16; i++) {
      sum[i] = (byte) (a[i] ^ b[i]);
    }
    return sum;
  }

  private static byte[] flipped(byte[] a) {
    byte[] ones = new byte[16];
    Arrays.fill(ones, (byte) 0xFF);
    return xor(a, ones);
  }
}
