package org.countersign.simulator.applet;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The chip's crypto processor: AES, AES-CMAC, 3DES, retail MAC, SHA-1 and random numbers. */
final class CardCrypto {

  static final int AES_BLOCK = 16;
  static final int DES_BLOCK = 8;

  private static final SecureRandom RANDOM = new SecureRandom();

  private CardCrypto() {}

  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** One block of AES. */
  static byte[] aes(byte[] key, byte[] block) {
    return run("AES/ECB/NoPadding", "AES", Cipher.ENCRYPT_MODE, key, null, block);
  }

  static byte[] aesCbcEncrypt(byte[] key, byte[] iv, byte[] data) {
    return run("AES/CBC/NoPadding", "AES", Cipher.ENCRYPT_MODE, key, iv, data);
  }

  static byte[] aesCbcDecrypt(byte[] key, byte[] iv, byte[] data) {
    return run("AES/CBC/NoPadding", "AES", Cipher.DECRYPT_MODE, key, iv, data);
  }

  /** Three bytes by which a key is recognised: AES of sixteen 01 (GPC 2.3.1, B.6). */
  static byte[] keyCheckValue(byte[] key) {
    byte[] ones = new byte[AES_BLOCK];
    Arrays.fill(ones, (byte) 1);
    return Arrays.copyOf(aes(key, ones), 3);
  }

  /** AES-CMAC (RFC 4493, SP 800-38B) of the parts one after the other. */
  static byte[] cmac(byte[] key, byte[]... parts) {
    byte[] message = ByteArrays.concat(parts);
    int blocks = Math.max(1, (message.length + AES_BLOCK - 1) / AES_BLOCK);
    byte[] padded = Arrays.copyOf(message, blocks * AES_BLOCK);
    byte[] subkey = doubled(aes(key, new byte[AES_BLOCK]));
    if (message.length < padded.length) {
      padded[message.length] = (byte) 0x80;
      subkey = doubled(subkey);
    }
    int last = padded.length - AES_BLOCK;
    for (int i = 0; i < AES_BLOCK; i++) {
      padded[last + i] ^= subkey[i];
    }
    byte[] chain = aesCbcEncrypt(key, new byte[AES_BLOCK], padded);
    return Arrays.copyOfRange(chain, last, chain.length);
  }

  /** Times x in GF(2^128), the subkey step of CMAC. */
  private static byte[] doubled(byte[] block) {
    byte[] result = new byte[AES_BLOCK];
    int carry = 0;
    for (int i = AES_BLOCK - 1; i >= 0; i--) {
      int value = (block[i] & 0xFF) << 1 | carry;
      result[i] = (byte) value;
      carry = value >> 8;
    }
    if (carry != 0) {
      result[AES_BLOCK - 1] ^= (byte) 0x87;
    }
    return result;
  }

  /** Two-key 3DES, CBC, zero IV (ICAO 9303-11, 9.8.6.1). */
  static byte[] tripleDesEncrypt(byte[] key, byte[] data) {
    return tripleDes(Cipher.ENCRYPT_MODE, key, data);
  }

  static byte[] tripleDesDecrypt(byte[] key, byte[] data) {
    return tripleDes(Cipher.DECRYPT_MODE, key, data);
  }

  private static byte[] tripleDes(int mode, byte[] key, byte[] data) {
    byte[] threeKeys = ByteArrays.concat(key, Arrays.copyOf(key, DES_BLOCK));
    byte[] zero = new byte[DES_BLOCK];
    return run("DESede/CBC/NoPadding", "DESede", mode, threeKeys, zero, data);
  }

  /** ISO/IEC 9797-1 MAC algorithm 3 with DES over data that is padded already. */
  static byte[] retailMac(byte[] key, byte[] padded) {
    byte[] first = Arrays.copyOf(key, DES_BLOCK);
    byte[] zero = new byte[DES_BLOCK];
    int last = padded.length - DES_BLOCK;
    byte[] chain = zero;
    if (last > 0) {
      byte[] head = Arrays.copyOf(padded, last);
      byte[] all = run("DES/CBC/NoPadding", "DES", Cipher.ENCRYPT_MODE, first, zero, head);
      chain = Arrays.copyOfRange(all, last - DES_BLOCK, last);
    }
    byte[] block = Arrays.copyOfRange(padded, last, padded.length);
    for (int i = 0; i < DES_BLOCK; i++) {
      block[i] ^= chain[i];
    }
    return tripleDesEncrypt(key, block);
  }

  static byte[] sha1(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static byte[] run(
      String algorithm,
      String keyType,
      int mode,
      byte[] key,
      byte @org.jspecify.annotations.Nullable [] iv,
      byte[] data) {
    try {
      Cipher cipher = Cipher.getInstance(algorithm);
      SecretKeySpec secret = new SecretKeySpec(key, keyType);
      if (iv == null) {
        cipher.init(mode, secret);
      } else {
        cipher.init(mode, secret, new IvParameterSpec(iv));
      }
      return cipher.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " over " + data.length + " bytes failed", e);
    }
  }
}
