package org.countersign.osdp;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The control panel's side of an open session: every packet is bound by its MAC to all before it
 * (SIA OSDP v2.2, Annex D). Data are padded and ciphered; a packet without data is secured by its
 * MAC alone. One packet at a time: what was sealed is sent, again if need be, until its reply is
 * opened.
 */
final class SecureChannel {

  private static final byte[] COMMAND = {2, 0x15};
  private static final byte[] COMMAND_WITH_DATA = {2, 0x17};
  private static final int ANSWER = 0x16;
  private static final int ANSWER_WITH_DATA = 0x18;
  private static final byte PAD = (byte) 0x80;

  private final SessionKeys keys;
  private byte[] commandMac = new byte[Aes.BLOCK];
  private byte[] replyMac;

  /**
   * A session that has just been agreed.
   *
   * @param initialMac of RMAC_I
   */
  SecureChannel(SessionKeys keys, byte[] initialMac) {
    this.keys = keys;
    this.replyMac = initialMac.clone();
  }

  /** Bytes on the line of a packet with so many bytes of data. */
  static int sealedLength(int dataBytes) {
    return Packet.HEADER + 2 + 1 + (dataBytes == 0 ? 0 : padded(dataBytes)) + Packet.MAC + 2;
  }

  /**
   * Most bytes of data in a packet.
   *
   * @param packetBytes the packet on the line
   */
  static int capacity(int packetBytes) {
    return (packetBytes - sealedLength(0)) / Aes.BLOCK * Aes.BLOCK - 1;
  }

  private static int padded(int bytes) {
    return (bytes / Aes.BLOCK + 1) * Aes.BLOCK;
  }

  /** Makes the next command's packet. */
  byte[] seal(int address, int sequence, boolean crc, int code, byte[] data) {
    byte[] sent = data.length == 0 ? data : keys.enc().encipher(inverted(replyMac), pad(data));
    byte[] block = data.length == 0 ? COMMAND : COMMAND_WITH_DATA;
    byte[] packet = Packet.begin(address, sequence, crc, block, code, sent, Packet.MAC);
    int end = packet.length - Packet.MAC - (crc ? 2 : 1);
    commandMac = mac(packet, end, replyMac);
    System.arraycopy(commandMac, 0, packet, end, Packet.MAC);
    Check.put(packet, end + Packet.MAC, crc);
    return packet;
  }

  /**
   * Checks the reply to what was sealed last.
   *
   * @return its data in the clear; empty if it is none of this session's
   */
  Optional<byte[]> open(Packet packet) {
    boolean ciphered = packet.security() == ANSWER_WITH_DATA;
    if (!ciphered && packet.security() != ANSWER) {
      return Optional.empty();
    }
    byte[] mac = mac(packet.bytes(), packet.dataEnd(), commandMac);
    byte[] found =
        Arrays.copyOfRange(packet.bytes(), packet.dataEnd(), packet.dataEnd() + Packet.MAC);
    if (!MessageDigest.isEqual(found, Arrays.copyOf(mac, Packet.MAC))) {
      return Optional.empty();
    }
    byte[] data = packet.data();
    if (ciphered && data.length % Aes.BLOCK != 0) {
      return Optional.empty();
    }
    replyMac = mac;
    return ciphered && data.length > 0
        ? unpad(keys.enc().decipher(inverted(commandMac), data))
        : Optional.of(data);
  }

  private byte[] mac(byte[] packet, int length, byte[] chain) {
    int whole = (length + Aes.BLOCK - 1) / Aes.BLOCK * Aes.BLOCK;
    byte[] blocks = Arrays.copyOf(Arrays.copyOf(packet, length), whole);
    if (whole > length) {
      blocks[length] = PAD;
    }
    byte[] last = Arrays.copyOfRange(blocks, whole - Aes.BLOCK, whole);
    byte[] before = chain;
    if (whole > Aes.BLOCK) {
      byte[] first = keys.mac1().encipher(chain, Arrays.copyOf(blocks, whole - Aes.BLOCK));
      before = Arrays.copyOfRange(first, first.length - Aes.BLOCK, first.length);
    }
    return keys.mac2().encipher(before, last);
  }

  private static byte[] pad(byte[] data) {
    byte[] padded = Arrays.copyOf(data, padded(data.length));
    padded[data.length] = PAD;
    return padded;
  }

  private static Optional<byte[]> unpad(byte[] padded) {
    int end = padded.length - 1;
    while (end > 0 && padded[end] == 0) {
      end--;
    }
    return padded[end] == PAD ? Optional.of(Arrays.copyOf(padded, end)) : Optional.empty();
  }

  private static byte[] inverted(byte[] mac) {
    byte[] not = new byte[mac.length];
    for (int i = 0; i < mac.length; i++) {
      not[i] = (byte) ~mac[i];
    }
    return not;
  }
}
